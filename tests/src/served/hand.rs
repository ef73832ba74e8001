//! A device and the person on it: signs in, writes envelopes, proves them, pushes and pulls.

use super::proof::{instant, mac, new_id, now};
use super::{Answer, Asking, Client, Served};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The password of every demonstration account, as `README.md` and the start print it.
pub const PASSWORD: &str = "shuanglian-demo";

/// A device with a person on it, or a kiosk with nobody.
#[derive(Debug, Clone)]
pub struct Hand {
    /// Its browser.
    pub client: Client,
    /// The device's id.
    pub device: String,
    /// The account; none at a kiosk without sign-in.
    pub account: Option<String>,
    /// The epoch it believes in.
    pub epoch: u64,
    key: Option<Vec<u8>>,
    numbers: BTreeMap<String, u64>,
}

impl Hand {
    /// Somebody of the demonstration on a phone of their own.
    pub async fn sign_in(served: &Served, login: &str) -> Self {
        let mut hand = Self::nobody(served).await;
        let answer = hand.enter(login, PASSWORD).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        hand
    }

    /// A device that nobody has signed in on.
    pub async fn nobody(served: &Served) -> Self {
        let mut client = Client::new(served);
        let epoch = client.get("/api/sync/hello").await.good()["epoch"].as_u64().unwrap();
        Self { client, device: new_id(), account: None, epoch, key: None, numbers: BTreeMap::new() }
    }

    /// Tries to sign in here.
    pub async fn enter(&mut self, login: &str, password: &str) -> Answer {
        let answer = self.client.post("/api/auth/sign-in", &self.sign_in_body(login, password)).await;
        if answer.status == 200 {
            let told = answer.json();
            self.account = told["account"]["id"].as_str().map(str::to_owned);
            self.key = told["act_key"].as_str().map(|key| STANDARD.decode(key).unwrap());
        }
        answer
    }

    /// What a sign-in on this device says.
    pub fn sign_in_body(&self, login: &str, password: &str) -> Value {
        json!({ "login": login, "password": password, "device": { "id": self.device, "kind": "phone", "name": "a test's phone" } })
    }

    /// Makes this device a village's kiosk with a one-time code.
    pub async fn enrol(&mut self, code: &str) -> Answer {
        self.client.post("/api/kiosk/enrol", &json!({ "code": code, "device": self.device, "name": "a test's kiosk" })).await
    }

    /// The next envelope of this device's stream in a scope.
    pub fn envelope(&mut self, scope: &str, name: &str, body: &Value) -> Value {
        let n = self.numbers.entry(scope.to_owned()).or_default();
        *n += 1;
        json!({
            "protocol": 1, "id": new_id(), "scope": scope, "device": self.device, "n": *n, "actor": self.account,
            "name": name, "version": 1, "device_time": instant(now()), "seen": 0, "body": body,
        })
    }

    /// Goes back to a number: the next envelope bears the one after it.
    pub fn rewind(&mut self, scope: &str, n: u64) {
        self.numbers.insert(scope.to_owned(), n);
    }

    /// An envelope as it travels, proved.
    pub fn prove(&self, envelope: &Value) -> Value {
        let text = envelope.to_string();
        let mac = self.key.as_ref().filter(|_| !envelope["actor"].is_null()).map(|key| mac(key, text.as_bytes())).unwrap_or_default();
        json!({ "id": envelope["id"], "n": envelope["n"], "text": text, "mac": mac })
    }

    /// The next command of this device's stream in a scope, as it travels.
    pub fn command(&mut self, scope: &str, name: &str, body: &Value) -> Value {
        let envelope = self.envelope(scope, name, body);
        self.prove(&envelope)
    }

    /// What a push of these commands says.
    pub fn push_body(&self, scope: &str, commands: &[Value]) -> Value {
        json!({ "protocol": 1, "epoch": self.epoch, "batches": [{ "scope": scope, "commands": commands }] })
    }

    /// Pushes commands to one scope and gives the answer to their batch.
    pub async fn push(&mut self, scope: &str, commands: &[Value]) -> Value {
        let body = self.push_body(scope, commands);
        let mut answer = self.client.post("/api/sync/push", &body).await.good();
        answer["batches"][0].take()
    }

    /// Pushes, where the server may go away meanwhile.
    pub async fn try_push(&mut self, scope: &str, commands: &[Value]) -> Option<Value> {
        let body = self.push_body(scope, commands).to_string();
        let answer = self.client.try_ask(Asking::new("POST", "/api/sync/push").json(body)).await.ok()?;
        Some(answer.good()["batches"][0].take())
    }

    /// Pulls a scope from its beginning to its end: all changes in order.
    pub async fn pull(&mut self, scope: &str) -> Vec<Value> {
        let (mut after, mut changes) = (0, Vec::new());
        loop {
            let mut page = self.client.get(&format!("/api/sync/pull?scope={scope}&after={after}")).await.good();
            changes.extend(page["changes"].as_array_mut().unwrap().iter_mut().map(Value::take));
            after = page["to"].as_u64().unwrap();
            if Some(after) >= page["head"].as_u64() {
                return changes;
            }
        }
    }

    /// Goes on with the same device at a server under another address.
    pub fn at(&mut self, served: &Served) {
        let cookies = std::mem::take(&mut self.client.cookies);
        self.client = Client::new(served);
        self.client.cookies = cookies;
    }
}
