// Every page's script. Each part does nothing where the page does not have what it serves.
import { contents } from './parts/contents.js';
import { copyButtons } from './parts/copy.js';
import { drawer, showCurrentPage } from './parts/drawer.js';
import { imageZoom } from './parts/zoom.js';
import { mine } from './parts/mine.js';
import { openForPrint, targets } from './parts/targets.js';
import { pageKeys } from './parts/keys.js';
import { report } from './parts/report.js';
import { searchDialog } from './parts/search-dialog.js';
import { tabSets } from './parts/tabs.js';
import { themeSwitch } from './parts/theme-switch.js';

const openSearch = searchDialog();
document.querySelector('.search-open')?.addEventListener('click', () => openSearch());
pageKeys(openSearch);
themeSwitch();
drawer();
showCurrentPage();
tabSets();
targets();
copyButtons();
contents();
imageZoom();
report();
openForPrint();
mine();
if (document.getElementById('search-page')) import('./search-page.js');
