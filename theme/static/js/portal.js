// Every page's script. Each part does nothing where the page does not have what it serves.
import { themeSwitch } from './parts/theme-switch.js';

themeSwitch();
