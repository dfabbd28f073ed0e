//! Drives a headless Chromium through its DevTools protocol: just enough for these tests.

use std::collections::VecDeque;
use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

/// How long anything may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(120);

/// The browser of this machine, if there is one.
pub fn find() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Some(PathBuf::from(named));
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    let path = std::env::var_os("PATH")?;
    names.iter().find_map(|name| std::env::split_paths(&path).map(|it| it.join(name)).find(|it| it.is_file()))
}

/// A running browser.
pub struct Chromium {
    process: Child,
    socket: WebSocket<TcpStream>,
    next_id: u64,
    events: VecDeque<Value>,
    _profile: tempfile::TempDir,
}

impl Chromium {
    /// Starts it with a fresh profile.
    pub fn start(binary: &Path) -> Self {
        let profile = tempfile::tempdir().expect("a folder");
        let mut process = Command::new(binary)
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
            ])
            .args([
                "--disable-component-update",
                "--disable-sync",
                "--disable-extensions",
                "--remote-debugging-port=0",
                "about:blank",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("Chromium starts");
        let started = Instant::now();
        let endpoint = loop {
            let text = fs::read_to_string(profile.path().join("DevToolsActivePort")).unwrap_or_default();
            if let Some((port, path)) = text.trim().split_once('\n') {
                break (port.to_owned(), path.to_owned());
            }
            assert!(started.elapsed() < PATIENCE, "Chromium did not open its DevTools port");
            assert!(process.try_wait().ok().flatten().is_none(), "Chromium stopped at once");
            std::thread::sleep(Duration::from_millis(50));
        };
        let stream = TcpStream::connect(format!("127.0.0.1:{}", endpoint.0)).expect("DevTools answer");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        let (socket, _) =
            tungstenite::client(format!("ws://127.0.0.1:{}{}", endpoint.0, endpoint.1), stream).expect("DevTools speak");
        Self { process, socket, next_id: 0, events: VecDeque::new(), _profile: profile }
    }

    /// Opens an empty page of a size, in a colour scheme.
    pub fn page(&mut self, width: u32, height: u32, scheme: &str) -> Page<'_> {
        let target = self.call(None, "Target.createTarget", &json!({ "url": "about:blank" }));
        let attached = self.call(None, "Target.attachToTarget", &json!({ "targetId": target["targetId"], "flatten": true }));
        let session = attached["sessionId"].as_str().expect("a session").to_owned();
        let mut page = Page { browser: self, session, target: target["targetId"].clone() };
        for domain in ["Page.enable", "Runtime.enable", "Network.enable", "Log.enable"] {
            page.call(domain, &json!({}));
        }
        page.call(
            "Emulation.setDeviceMetricsOverride",
            &json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 }),
        );
        page.call("Emulation.setEmulatedMedia", &json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] }));
        page
    }

    fn call(&mut self, session: Option<&str>, method: &str, params: &Value) -> Value {
        let answer = self.ask(session, method, params);
        assert!(answer.is_ok(), "{method} failed: {answer:?}");
        answer.unwrap_or_default()
    }

    /// What the browser answers, or its error.
    fn ask(&mut self, session: Option<&str>, method: &str, params: &Value) -> Result<Value, Value> {
        self.next_id += 1;
        let id = self.next_id;
        let mut message = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = session {
            message["sessionId"] = json!(session);
        }
        self.socket.send(Message::text(message.to_string())).expect("DevTools listen");
        loop {
            let answer = self.read();
            if answer["id"] == json!(id) {
                return answer.get("error").map_or_else(|| Ok(answer["result"].clone()), |error| Err(error.clone()));
            }
            self.events.push_back(answer);
        }
    }

    fn read(&mut self) -> Value {
        loop {
            if let Message::Text(text) = self.socket.read().expect("DevTools answer in time") {
                return serde_json::from_str(&text).expect("JSON");
            }
        }
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// One tab.
pub struct Page<'a> {
    browser: &'a mut Chromium,
    session: String,
    target: Value,
}

impl Page<'_> {
    pub fn call(&mut self, method: &str, params: &Value) -> Value {
        let session = self.session.clone();
        self.browser.call(Some(&session), method, params)
    }

    fn ask(&mut self, method: &str, params: &Value) -> Result<Value, Value> {
        let session = self.session.clone();
        self.browser.ask(Some(&session), method, params)
    }

    /// Opens an address and waits until it has loaded and sends nowhere else: what is evaluated on a page that is about to
    /// be left fails whenever the machine is slow enough.
    pub fn open(&mut self, url: &str) {
        self.browser.events.clear();
        self.call("Page.navigate", &json!({ "url": url }));
        self.wait_event("Page.loadEventFired");
        let settled = json!({
            "expression": "document.readyState === 'complete' && !document.querySelector('head > meta[http-equiv=refresh]')",
            "returnByValue": true,
        });
        let started = Instant::now();
        // An error is a page that went away under the question.
        while !self.ask("Runtime.evaluate", &settled).is_ok_and(|it| it["result"]["value"] == true) {
            assert!(started.elapsed() < PATIENCE, "{url} never stops sending elsewhere");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits for an event, keeping those that come before it.
    pub fn wait_event(&mut self, method: &str) {
        let started = Instant::now();
        while !self.browser.events.iter().any(|it| it["method"] == method) {
            assert!(started.elapsed() < PATIENCE, "no {method}");
            let event = self.browser.read();
            self.browser.events.push_back(event);
        }
    }

    /// Evaluates an expression, awaiting it if it is a promise.
    pub fn eval(&mut self, expression: &str) -> Value {
        let result = self.call(
            "Runtime.evaluate",
            &json!({ "expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true }),
        );
        assert!(result.get("exceptionDetails").is_none(), "{expression}: {}", result["exceptionDetails"]);
        result["result"]["value"].clone()
    }

    /// Waits until an expression is truthy; fails with the expression otherwise.
    pub fn wait(&mut self, expression: &str) -> Value {
        let started = Instant::now();
        loop {
            let value = self.eval(expression);
            if !matches!(value, Value::Null | Value::Bool(false)) && value != json!("") && value != json!(0) {
                return value;
            }
            assert!(started.elapsed() < PATIENCE, "never true: {expression}");
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Presses a key: a letter, or a name such as `Enter`. `modifiers`: 2 is Control.
    pub fn key(&mut self, key: &str, modifiers: u32) {
        let code = match key {
            "Enter" => 13,
            "Escape" => 27,
            "Tab" => 9,
            "ArrowDown" => 40,
            "ArrowUp" => 38,
            "ArrowRight" => 39,
            "ArrowLeft" => 37,
            _ => u32::from(key.chars().next().unwrap_or_default().to_ascii_uppercase()),
        };
        let text = match key {
            "Enter" => "\r",
            it if it.chars().count() == 1 && modifiers == 0 => it,
            _ => "",
        };
        let mut event = json!({ "key": key, "windowsVirtualKeyCode": code, "modifiers": modifiers });
        for kind in ["keyDown", "keyUp"] {
            event["type"] = json!(kind);
            event["text"] = json!(if kind == "keyDown" { text } else { "" });
            self.call("Input.dispatchKeyEvent", &event);
        }
    }

    /// Presses a key with Shift.
    pub fn key_with_shift(&mut self, key: &str) {
        self.key(key, 8);
    }

    /// Types text into what has the focus.
    pub fn type_text(&mut self, text: &str) {
        self.call("Input.insertText", &json!({ "text": text }));
    }

    /// Console errors, exceptions, CSP violations and failed requests since the page was opened.
    pub fn complaints(&mut self) -> Vec<String> {
        // A round trip, so that what the page has said so far has arrived.
        self.eval("1");
        let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
        let complaint = |it: &Value| match it["method"].as_str()? {
            "Runtime.exceptionThrown" => Some(it["params"]["exceptionDetails"].to_string()),
            "Runtime.consoleAPICalled" if it["params"]["type"] == "error" => Some(it["params"]["args"].to_string()),
            "Log.entryAdded" if it["params"]["entry"]["level"] == "error" => {
                Some(format!("{} {}", text(&it["params"]["entry"]["text"]), text(&it["params"]["entry"]["url"])))
            }
            _ => None,
        };
        self.browser.events.iter().filter_map(complaint).collect()
    }

    /// Addresses asked for since the page was opened.
    pub fn requests(&mut self) -> Vec<String> {
        self.eval("1");
        let sent = self.browser.events.iter().filter(|it| it["method"] == "Network.requestWillBeSent");
        sent.filter_map(|it| it["params"]["request"]["url"].as_str().map(str::to_owned)).collect()
    }
}

impl Drop for Page<'_> {
    fn drop(&mut self) {
        let target = self.target.clone();
        self.browser.call(None, "Target.closeTarget", &json!({ "targetId": target }));
    }
}
