//! What whoever makes links may ask: villages, units and cadres, each for those alone who need them.

use super::VILLAGE;
use serde_json::Value;
use tests::served::{Client, Hand, Served};

async fn asked(served: &Served, login: &str, path: &str) -> Result<Value, String> {
    let answer = Hand::sign_in(served, login).await.client.get(path).await;
    if answer.status == 200 { Ok(answer.json()) } else { Err(answer.refusal()) }
}

#[tokio::test]
async fn a_county_sees_all_its_villages_and_a_township_its_own() {
    let served = Served::demonstration().await;
    let county = asked(&served, "office", "/api/link/units").await.unwrap();
    let villages = county["villages"].as_array().unwrap();
    assert_eq!(villages.len(), 212, "villages that have no record yet are there too");
    let linked = villages.iter().find(|village| village["code"] == VILLAGE).unwrap();
    assert_eq!(linked["links"][0]["unit_name"], county["units"][0]["name"]);
    assert_eq!(linked["links"][0]["lead"], true);
    assert_eq!(villages.iter().filter(|village| !village["links"].as_array().unwrap().is_empty()).count(), 3);
    let township = asked(&served, "township", "/api/link/units").await.unwrap();
    let own = township["villages"].as_array().unwrap();
    assert!(!own.is_empty() && own.iter().all(|village| village["code"].as_str().unwrap().starts_with("623023100")));
    for login in ["cadre", "unit", "committee", "supervisor", "orgdept", "discipline"] {
        assert_eq!(asked(&served, login, "/api/link/units").await.unwrap_err(), "403 no_right", "{login}");
    }
    assert_eq!(Client::new(&served).get("/api/link/units").await.refusal(), "401 not_signed_in");
    served.close().await;
}

#[tokio::test]
async fn the_cadres_of_a_village_are_told_to_those_who_assign_them() {
    let served = Served::demonstration().await;
    let path = format!("/api/link/cadres?village={VILLAGE}");
    for login in ["unit", "township", "office"] {
        let cadres = asked(&served, login, &path).await.unwrap();
        let names: Vec<&str> = cadres.as_array().unwrap().iter().map(|cadre| cadre["name"].as_str().unwrap()).collect();
        assert_eq!(names.len(), 2, "{login}: {names:?}");
    }
    for login in ["cadre", "committee", "orgdept"] {
        assert_eq!(asked(&served, login, &path).await.unwrap_err(), "403 foreign_scope", "{login}");
    }
    assert_eq!(asked(&served, "township", "/api/link/cadres?village=623023102205").await.unwrap_err(), "403 foreign_scope");
    assert_eq!(asked(&served, "unit", "/api/link/cadres?village=nowhere").await.unwrap_err(), "400 malformed");
    assert_eq!(asked(&served, "unit", "/api/link/cadres").await.unwrap_err(), "400 malformed");
    assert_eq!(Client::new(&served).get(&path).await.refusal(), "401 not_signed_in");
    served.close().await;
}
