// What readers keep in their own browser: choices, recent searches, starred entities. Storage may be forbidden or full.
const prefix = 'idp-';

export function recall(key, fallback) {
  try {
    const text = localStorage.getItem(prefix + key);
    return text === null ? fallback : JSON.parse(text);
  } catch {
    return fallback;
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(prefix + key, JSON.stringify(value));
  } catch {
    // The page works without memory.
  }
}
