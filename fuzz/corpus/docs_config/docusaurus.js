module.exports = {
  title: "Shop", // name
  presets: [["classic", { docs: { path: "docs", routeBasePath: "/" } }]],
  themeConfig: { navbar: { items: [{ to: `a`, label: "b" }] } },
};
