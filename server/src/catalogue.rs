//! The service catalogue of a first start, and of the demo.
//!
//! The 14 services are those that the usage export of July 2023 names. Their texts are a start that the
//! chamber edits: the stories are examples (活用例), not reports about real members. The mutual-aid script
//! only informs, because soliciting needs a registration and health is sensitive data.

use shared::model::Service;

const STANDARD: &str = include_str!("../catalogue.json");

/// In the order in which services are listed; ids stay the same for good, because usages refer to them.
pub fn standard_catalogue() -> Vec<Service> {
    serde_json::from_str(STANDARD).expect("the built-in catalogue is parsed by a test")
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::model::MUTUAL_AID;
    use std::collections::HashSet;

    /// As written in the usage export.
    const EXPORTED: [&str; 14] = [
        "ハマの社長ねっと",
        "専門家派遣",
        "健康診断",
        "ハマコミ!",
        "補助金申請支援",
        "会員優待サービス CHAMBER PASS",
        "横商サムライねっと",
        "交流会",
        "融資あっせん(マル経)",
        "経営相談",
        "貿易証明",
        "セミナー・講習会",
        "検定試験",
        "生命共済",
    ];

    /// As written in the membership export.
    const INDUSTRIES: [&str; 11] = [
        "建設業",
        "小売業",
        "専門サービス業",
        "製造業",
        "情報サービス業",
        "不動産業",
        "卸売業",
        "飲食業",
        "運輸業",
        "医療・福祉",
        "理美容業",
    ];

    #[test]
    fn every_exported_service_is_there_once() {
        let catalogue = standard_catalogue();
        assert_eq!(catalogue.len(), EXPORTED.len());
        for name in EXPORTED {
            assert!(catalogue.iter().any(|s| s.name_ja == name), "{name}");
        }
        let mut names = HashSet::new();
        for service in &catalogue {
            for name in service.aliases.iter().chain([&service.name_ja]) {
                assert!(names.insert(name.clone()), "{name} names two services");
            }
        }
    }

    #[test]
    fn ids_are_short_words_and_distinct() {
        let mut ids = HashSet::new();
        for service in standard_catalogue() {
            let id = service.id.0;
            let is_plain = id.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
            assert!(is_plain && (3..=20).contains(&id.len()), "{id}");
            assert!(ids.insert(id));
        }
    }

    #[test]
    fn every_text_is_there_in_both_languages() {
        for service in standard_catalogue() {
            let id = &service.id;
            for text in [&service.name_en, &service.summary_ja, &service.summary_en] {
                assert!(!text.trim().is_empty(), "{id}");
            }
            let count = |text: &str, ends: &[char]| text.matches(ends).count();
            assert!(
                (3..=5).contains(&count(&service.script_ja, &['。'])),
                "{id}: a minute is three to five sentences"
            );
            assert!(
                (3..=6).contains(&count(&service.script_en, &['.', '?'])),
                "{id}"
            );
            // Some 300 characters of Japanese are spoken in a minute.
            assert!(service.script_ja.chars().count() <= 300, "{id}");
            assert!((1..=2).contains(&service.stories.len()), "{id}");
            for story in &service.stories {
                assert!(story.story_ja.starts_with("活用例:"), "{id}");
                assert!(story.story_en.starts_with("Example: "), "{id}");
            }
        }
    }

    #[test]
    fn fits_name_industries_of_the_export_and_sizes_that_exist() {
        for service in standard_catalogue() {
            let stories = service.stories.iter().map(|story| &story.industry);
            for industry in service.fit.industries.iter().chain(stories) {
                assert!(INDUSTRIES.contains(&industry.as_str()), "{industry}");
            }
            let (least, most) = (service.fit.least_employees, service.fit.most_employees);
            assert!(
                least.unwrap_or(0) <= most.unwrap_or(u32::MAX),
                "{}",
                service.id
            );
        }
    }

    #[test]
    fn the_mutual_aid_script_neither_sells_nor_asks_about_health() {
        let catalogue = standard_catalogue();
        let mutual_aid = catalogue
            .iter()
            .find(|service| service.id.0 == MUTUAL_AID)
            .expect("phones look for it");
        assert_eq!(mutual_aid.name_ja, "生命共済");
        for word in [
            "健康",
            "病",
            "持病",
            "加入",
            "申込",
            "お得",
            "掛金",
            "保険料",
        ] {
            assert!(!mutual_aid.script_ja.contains(word), "{word}");
        }
        assert!(mutual_aid.script_ja.contains("お知らせするだけ"));
    }
}
