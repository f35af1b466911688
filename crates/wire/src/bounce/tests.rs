use super::*;

mod given_data {
    use super::*;
    use std::collections::BTreeMap;
    use std::path::Path;
    use std::process::Command;

    #[test]
    fn dump() {
        let data = std::env::var("INKIE_DATA").unwrap();
        let folder = tempfile::tempdir().unwrap();
        assert!(
            Command::new("tar")
                .arg("-C")
                .arg(folder.path())
                .arg("-xf")
                .arg(Path::new(&data).join("email/bounces.tar.xz"))
                .status()
                .unwrap()
                .success()
        );
        let expected: BTreeMap<String, Vec<serde_json::Value>> =
            serde_json::from_slice(&std::fs::read(Path::new(&data).join("email/bounces.expected.json")).unwrap()).unwrap();
        let (mut tuples, mut agree) = (0, 0);
        for (name, told) in &expected {
            let raw = std::fs::read(folder.path().join("bounces/bsd").join(name)).unwrap();
            let text = String::from_utf8_lossy(&raw).to_lowercase();
            let dsn = text.contains("content-type: message/delivery-status");
            let read = read(&raw);
            match &read.what {
                What::Report(list) => {
                    for (place, want) in told.iter().enumerate() {
                        tuples += 1;
                        let Some(got) = list.get(place) else {
                            println!("MISSING {name} {want}");
                            continue;
                        };
                        let hard = got.kind == Kind::Hard && got.action == Action::Failed;
                        let status = want["status"].as_str().unwrap();
                        let placeholder = status.starts_with("5.0.9") || status.starts_with("4.0.9");
                        let same = got.status.map(|s| s.to_string()).unwrap_or_default() == status || placeholder;
                        if hard == want["hard_bounce"].as_bool().unwrap() {
                            agree += 1
                        } else {
                            println!("HARD {name} want {want} got {got:?}");
                        }
                        if dsn && !same {
                            println!("STATUS {name} want {want} got {got:?}");
                        }
                        if !dsn && !same {
                            println!("status {name} want {want} got {got:?}");
                        }
                    }
                    if list.len() != told.len() {
                        println!("LEN {name} {} {}: {list:?}", list.len(), told.len());
                    }
                }
                other => {
                    tuples += told.len();
                    let none = told.iter().filter(|w| w["hard_bounce"] == false).count();
                    agree += none;
                    println!("KIND {name} {other:?} want {:?}", told[0]);
                }
            }
        }
        println!("{agree} of {tuples}");
    }
}
