//! The first sync of a village: the device's own machine pulls everything from the real server, page by page.

use super::bare::Bare;
use super::report::{Line, Series, in_turn};
use anyhow::{Context as _, ensure};
use serde_json::{Value, json};
use shared::kernel::Instant as Moment;
use shared::sync::client::{Action, Client, Event};
use shared::sync::protocol::{Hello, Page};
use std::collections::BTreeMap;
use std::io::Read as _;
use std::time::Instant;
use tests::served::{Asking, Hand, Served, new_id};

/// The village of the demonstration whose committee fills it.
const SCOPE: &str = "village:623023100202";
/// Households of one push.
const BATCH: usize = 100;
/// Room for what a page unpacks to.
const UNPACKED: usize = 300_000;

pub async fn measure(runs: usize, households: usize) -> anyhow::Result<Vec<Line>> {
    let served = Served::demonstration().await;
    let mut committee = Hand::sign_in(&served, "committee").await;
    settle(&mut committee, households).await?;

    let bodies = sync(&mut committee).await?.bodies;
    let wire: usize = bodies.iter().map(Vec::len).sum();
    let pages = bodies.len();
    let bare = Bare::serve(bodies).await?;
    let http = reqwest::Client::builder().no_proxy().build()?;
    let ours = async || Ok(sync(&mut committee).await?.seconds);
    let (ours, floor) = in_turn(runs, ours, async || fetch_and_parse(&http, &bare.address, pages).await).await?;
    served.stop().await;
    let kilobytes = f64::from(u32::try_from(wire)?) / 1_000.0;
    Ok(vec![
        Line {
            what: format!("first sync of {households} households"),
            unit: "s",
            ours,
            beside: Some(("bare fetch and parse of the same bytes", floor)),
            budget: Some("≤ 2 × the bare fetch and parse"),
        },
        Line {
            what: format!("the same on the wire, {pages} pages"),
            unit: "KB brotli",
            ours: Series::fixed(kilobytes),
            beside: None,
            budget: Some("≤ 800 KB"),
        },
    ])
}

/// Fills the village with generated households, as a committee does: command by command.
async fn settle(committee: &mut Hand, households: usize) -> anyhow::Result<()> {
    for batch in 0..households.div_ceil(BATCH) {
        let numbers = batch * BATCH..households.min((batch + 1) * BATCH);
        let commands: Vec<Value> = numbers.map(|number| committee.command(SCOPE, "household.add", &household(number))).collect();
        let answer = committee.push(SCOPE, &commands).await;
        let results = answer.pointer("/results").and_then(Value::as_array).context("no results")?;
        let refused = results.iter().find(|result| result.get("status") != Some(&json!("accepted")));
        ensure!(refused.is_none() && results.len() == commands.len(), "{answer}");
    }
    Ok(())
}

/// A card as it is filled in on a first round through a village: some dozen fields of the forty.
fn household(number: usize) -> Value {
    let of = |words: &[&str], step: usize| words.get(number / step % words.len()).copied().unwrap_or_default().to_owned();
    let name =
        [of(&["王", "李", "张", "杨", "何", "薛", "冯"], 1), of(&["甲", "乙", "丙", "丁", "戊"], 7), of(&["子", "丑", "寅", "卯"], 35)];
    json!({ "id": new_id(), "card": {
        "head_name": name.concat(),
        "group": format!("{}社", number / 40 + 1),
        "address": format!("{}号", number + 1),
        "phone": format!("138{:08}", number * 7_919 % 100_000_000),
        "attribute": of(&["ordinary", "poor", "minimum_living", "five_guarantees"], 1),
        "main_cause": of(&["illness", "schooling", "land", "water", "labour", "funds"], 3),
        "farmland_mu_hundredths": number * 37 % 2_000,
        "irrigated_mu_hundredths": number * 11 % 300,
        "drinking_water_safe": !number.is_multiple_of(5),
        "electricity": true,
        "house_area_m2": 40 + number * 13 % 160,
        "house_structure": of(&["earth", "brick_timber", "brick_concrete"], 2),
        "road_distance_m": number * 101 % 5_000,
        "income_year": 2025,
        "income_wages_fen": number * 12_345 % 4_000_000,
    } })
}

/// What one first sync took, and the bodies as they came.
struct Synced {
    seconds: f64,
    bodies: Vec<Vec<u8>>,
}

/// A device that holds nothing pulls all that it may hold.
async fn sync(hand: &mut Hand) -> anyhow::Result<Synced> {
    let begun = Instant::now();
    let mut client = Client::new(None, Vec::new(), BTreeMap::new());
    let (mut bodies, mut waiting) = (Vec::new(), vec![Event::Tick]);
    while let Some(event) = waiting.pop() {
        for action in client.handle(event, Moment::default()) {
            match action {
                Action::SendHello => {
                    let hello: Hello = serde_json::from_slice(&unpacked(&fetch(hand, "/api/sync/hello").await?)?)?;
                    waiting.push(Event::Hello(Box::new(hello)));
                }
                Action::SendPull { scope, after } => {
                    let body = fetch(hand, &format!("/api/sync/pull?scope={scope}&after={after}")).await?;
                    let page: Page = serde_json::from_slice(&unpacked(&body)?)?;
                    bodies.push(body);
                    waiting.push(Event::Pulled(Box::new(page)));
                }
                _ => {}
            }
        }
    }
    ensure!(client.settled(), "it ended before everything was there");
    Ok(Synced { seconds: begun.elapsed().as_secs_f64(), bodies })
}

async fn fetch(hand: &mut Hand, path: &str) -> anyhow::Result<Vec<u8>> {
    let answer = hand.client.ask(Asking::new("GET", path).with("accept-encoding", "br")).await;
    ensure!(answer.status == 200 && answer.header("content-encoding") == "br", "{} {path}: {:?}", answer.status, answer.headers);
    Ok(answer.body)
}

fn unpacked(body: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(UNPACKED);
    brotli::Decompressor::new(body, 16 * 1024).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The floor: the same bytes from a server that has them ready, unpacked and parsed as JSON.
async fn fetch_and_parse(http: &reqwest::Client, address: &str, pages: usize) -> anyhow::Result<f64> {
    let begun = Instant::now();
    let mut changes = 0;
    for page in 0..pages {
        let body = http.get(format!("{address}/{page}")).send().await?.bytes().await?;
        let page: Value = serde_json::from_slice(&unpacked(&body)?)?;
        changes += page.pointer("/changes").and_then(Value::as_array).map_or(0, Vec::len);
    }
    ensure!(changes > 0, "nothing came");
    Ok(begun.elapsed().as_secs_f64())
}
