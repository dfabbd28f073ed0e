export default {
  title: 'Customer portal',
  tagline: 'How the portal is built, and how it should feel',
  url: 'https://portal.brightwagon.example',
  baseUrl: '/',
  onBrokenLinks: 'throw',
  presets: [['classic', { docs: { routeBasePath: '/docs', sidebarPath: './sidebars.js' } }]],
};
