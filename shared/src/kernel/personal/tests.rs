//! Masking, and what must not be published.

use super::*;
use proptest::prelude::*;
use rstest::rstest;

#[rstest]
#[case("王小明", "王某某")]
#[case("李四", "李某")]
#[case("欧阳修", "欧阳某")]
#[case("歐陽修", "歐陽某")]
#[case("司马相如", "司马某某")]
#[case("司马", "司某")]
#[case("才让卓玛", "才某某某")]
#[case("扎西·頓珠", "扎某·某某")]
#[case("阿布都·热合曼", "阿某某·某某某")]
#[case("J. Smith", "J* *****")]
#[case("  王小明 ", "王某某")]
#[case("王", "某")]
#[case("", "")]
fn names(#[case] name: &str, #[case] masked: &str) {
    assert_eq!(mask_name(name), masked);
}

#[rstest]
#[case("623023198001011234", "623023**********34")]
#[case("62302319800101123x", "623023**********3x")]
#[case("６２３０２３１９８００１０１１２３４", "623023**********34")]
#[case("623023 19800101 1234", "623023**********34")]
#[case("623023800101123", "623023*******23")]
#[case("6230231980010112", "****************")]
#[case("", "")]
fn resident_numbers(#[case] number: &str, #[case] masked: &str) {
    assert_eq!(mask_resident_id(number), masked);
}

#[rstest]
#[case("13800138000", "138****8000")]
#[case("138-0013-8000", "138****8000")]
#[case("5122233", "*****33")]
#[case("12", "**")]
fn telephones(#[case] number: &str, #[case] masked: &str) {
    assert_eq!(mask_phone(number), masked);
}

#[rstest]
#[case::plain("王小明623023198001011234", Some(FindingKind::ResidentId))]
#[case::with_an_x("62302319800101123X。", Some(FindingKind::ResidentId))]
#[case::full_width("號碼６２３０２３１９８００１０１１２３Ｘ", Some(FindingKind::ResidentId))]
#[case::with_gaps("623023 1980 0101 1234", Some(FindingKind::ResidentId))]
#[case::ideographic_space("623023　19800101　1234", Some(FindingKind::ResidentId))]
#[case::old_number("623023800101123", Some(FindingKind::ResidentId))]
#[case::digit_by_digit("6 2 3 0 2 3 1 9 8 0 0 1 0 1 1 2 3 4", Some(FindingKind::ResidentId))]
#[case::digit_by_digit_with_an_x("1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X", Some(FindingKind::ResidentId))]
#[case::digit_by_digit_with_dashes("1-1-0-1-0-5-1-9-4-9-1-2-3-1-0-0-2-x", Some(FindingKind::ResidentId))]
#[case::digit_by_digit_far_apart("6 - 2 - 3 - 0 - 2 - 3 - 1 - 9 - 8 - 0 - 0 - 1 - 0 - 1 - 1 - 2 - 3 - 4", Some(FindingKind::ResidentId))]
#[case::digit_by_digit_full_width("６　２　３　０　２　３　１　９　８　０　０　１　０　１　１　２　３　Ｘ", Some(FindingKind::ResidentId))]
#[case::with_minus_signs("623023−19800101−1234", Some(FindingKind::ResidentId))]
#[case::with_nothing_to_see("6\u{200b}23023\u{200d}19800101\u{2060}12\u{ad}34", Some(FindingKind::ResidentId))]
#[case::an_x_set_apart("110105 19491231 002 X", Some(FindingKind::ResidentId))]
#[case::eighteen_digits_before_an_x("623023198001011234 x 2", Some(FindingKind::ResidentId))]
#[case::old_number_in_groups("623023 800101 123", Some(FindingKind::ResidentId))]
#[case::disability_certificate("殘疾證62302319800101123442", Some(FindingKind::ResidentId))]
#[case::a_wrong_check_character("623023198001011230", Some(FindingKind::ResidentId))]
#[case::mobile("電話13800138000", Some(FindingKind::Phone))]
#[case::mobile_in_groups("138 0013 8000", Some(FindingKind::Phone))]
#[case::mobile_with_hyphens("138-0013-8000", Some(FindingKind::Phone))]
#[case::mobile_from_abroad("+86 13800138000", Some(FindingKind::Phone))]
#[case::mobile_run_together("8613800138000", Some(FindingKind::Phone))]
#[case::mobile_digit_by_digit("1 3 8 0 0 1 3 8 0 0 0", Some(FindingKind::Phone))]
#[case::mobile_with_nothing_to_see("1\u{200b}3800138000", Some(FindingKind::Phone))]
#[case::card_digit_by_digit("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", Some(FindingKind::BankCard))]
#[case::card_with_nothing_to_see("4111\u{200b}1111\u{200b}1111\u{200b}1111", Some(FindingKind::BankCard))]
#[case::card("6222020200112233446", Some(FindingKind::BankCard))]
#[case::card_in_groups("6222 0202 0011 2233 446", Some(FindingKind::BankCard))]
#[case::card_of_sixteen("4111111111111111", Some(FindingKind::BankCard))]
#[case::a_card_with_a_slip("6222020200112233441", None)]
#[case::division_code("村代碼 623023100200", None)]
#[case::household_number("623023100200010012", None)]
#[case::dates("2026-11-23 至 2026-12-23", None)]
#[case::day_and_time("2026-11-23 09:30", None)]
#[case::dates_in_a_row("2026-11-05 2026-12-05 2027-01-05", None)]
#[case::dates_that_hide_a_province("2018-11-05 2019-03-07 2020-01-01", None)]
#[case::id_with_its_day_apart("62 30 23 1980 01 01 1238", Some(FindingKind::ResidentId))]
#[case::id_in_pairs("62 30 23 19 80 01 01 12 38", Some(FindingKind::ResidentId))]
#[case::dates_with_a_dash("2026-11-23 - 2026-12-23 10", None)]
#[case::counts_in_a_row("31 25 20 3 2 48 12", None)]
#[case::sizes("長 1200 x 寬 350 x 高 480", None)]
#[case::money("共 13,800,138,000 分，48 戶", None)]
#[case::a_row_of_a_table("120 350 480 1200 3600 4800", None)]
#[case::broken_over_a_line("623023198001\n011238", Some(FindingKind::ResidentId))]
#[case::broken_over_lines("6230\r\n2319\r\n8001\r\n0112\r\n38", Some(FindingKind::ResidentId))]
#[case::slashes("623023/19800101/1238", Some(FindingKind::ResidentId))]
#[case::full_stops("623023.1980.01.01.1238", Some(FindingKind::ResidentId))]
#[case::commas("623023，19800101，1238", Some(FindingKind::ResidentId))]
#[case::enumeration_commas("6、2、3、0、2、3、1、9、8、0、0、1、0、1、1、2、3、8", Some(FindingKind::ResidentId))]
#[case::underlines("623023_19800101_1238", Some(FindingKind::ResidentId))]
#[case::semicolons("623023; 19800101; 1238", Some(FindingKind::ResidentId))]
#[case::written_day("623023 1980/01/01 1238", Some(FindingKind::ResidentId))]
#[case::an_x_after_a_comma("110105，19491231，002，X", Some(FindingKind::ResidentId))]
#[case::a_cross_for_an_x("11010519491231002×", Some(FindingKind::ResidentId))]
#[case::a_greek_x("11010519491231002Χ", Some(FindingKind::ResidentId))]
#[case::numerals("六二三〇二三一九八〇〇一〇一一二三八", Some(FindingKind::ResidentId))]
#[case::formal_numerals("陆贰叁零贰叁壹玖捌零零壹零壹壹贰叁捌", Some(FindingKind::ResidentId))]
#[case::spoken_numerals("六二三零二三幺九八零零幺零幺幺二三八", Some(FindingKind::ResidentId))]
#[case::numerals_among_digits("六二三023一九八〇0101一二三8", Some(FindingKind::ResidentId))]
#[case::suzhou("〦〢〣〇〢〣〡〩〨〇〇〡〇〡〡〢〣〨", Some(FindingKind::ResidentId))]
#[case::circled("⑥②③⓪②③①⑨⑧⓪⓪①⓪①①②③⑧", Some(FindingKind::ResidentId))]
#[case::circled_tens("⑥②③⓪②③⑲⑧⓪⓪①⓪①⑫③⑧", Some(FindingKind::ResidentId))]
#[case::in_parentheses("⑹⑵⑶⓪⑵⑶⑴⑼⑻⓪⓪⑴⓪⑴⑴⑵⑶⑻", Some(FindingKind::ResidentId))]
#[case::raised("⁶²³⁰²³¹⁹⁸⁰⁰¹⁰¹¹²³⁸", Some(FindingKind::ResidentId))]
#[case::lowered("₆₂₃₀₂₃₁₉₈₀₀₁₀₁₁₂₃₈", Some(FindingKind::ResidentId))]
#[case::mathematical("𝟔𝟐𝟑𝟎𝟐𝟑𝟏𝟗𝟖𝟎𝟎𝟏𝟎𝟏𝟏𝟐𝟑𝟖", Some(FindingKind::ResidentId))]
#[case::tibetan("༦༢༣༠༢༣༡༩༨༠༠༡༠༡༡༢༣༨", Some(FindingKind::ResidentId))]
#[case::arabic("٦٢٣٠٢٣١٩٨٠٠١٠١١٢٣٨", Some(FindingKind::ResidentId))]
#[case::the_letter_o("623O231980O1O11238", Some(FindingKind::ResidentId))]
#[case::a_filler("623023\u{3164}19800101\u{3164}1234", Some(FindingKind::ResidentId))]
#[case::tags("6\u{e0031}23023198001011\u{e0041}234", Some(FindingKind::ResidentId))]
#[case::marks("6\u{301}2\u{301}3\u{301}0\u{301}23198001011234", Some(FindingKind::ResidentId))]
#[case::keycaps("6\u{fe0f}\u{20e3}2\u{fe0f}\u{20e3}3023198001011234", Some(FindingKind::ResidentId))]
#[case::among_other_digits("0062302319800101123800", Some(FindingKind::ResidentId))]
#[case::after_a_marker("1. 623023198001\n011238", Some(FindingKind::ResidentId))]
#[case::old_number_with_commas("6、2、3、0、2、3、8、0、0、1、0、1、1、2、3", Some(FindingKind::ResidentId))]
#[case::mobile_in_numerals("一三八〇〇一三八〇〇〇", Some(FindingKind::Phone))]
#[case::mobile_spoken("幺三八零零幺三八零零零", Some(FindingKind::Phone))]
#[case::mobile_in_numerals_with_dashes("一三八-〇〇一三-八〇〇〇", Some(FindingKind::Phone))]
#[case::mobile_written_two_ways("138零零一三8000", Some(FindingKind::Phone))]
#[case::mobile_with_full_stops("138.0013.8000", Some(FindingKind::Phone))]
#[case::mobile_with_slashes("138/0013/8000", Some(FindingKind::Phone))]
#[case::mobile_with_commas("1，3，8，0，0，1，3，8，0，0，0", Some(FindingKind::Phone))]
#[case::mobile_circled("①③⑧⓪⓪①③⑧⓪⓪⓪", Some(FindingKind::Phone))]
#[case::mobile_after_a_marker("②13800138000", Some(FindingKind::Phone))]
#[case::mobile_after_a_numeral("组三13800138000", Some(FindingKind::Phone))]
#[case::mobile_before_a_day("138-0013-8000 2026-11-25", Some(FindingKind::Phone))]
#[case::landline("電話09415121234", None)]
#[case::landline_in_numerals("〇九四一五一二一二三四", None)]
#[case::large_amount("总投资1234567890123元", None)]
#[case::contract("合同编号 20261125000123", None)]
#[case::amounts_of_a_mobiles_length("138、2400、3600 元", None)]
#[case::amounts_in_a_column("138\n2400\n3600", None)]
#[case::amounts_among_others("120 138 2400 3600 4800", None)]
#[case::single_figures("1 3 8 0 0 1 3 8 0 0 0 2 5", None)]
#[case::a_row_with_a_day("120035 2019-03-07 2350", None)]
#[case::a_row_with_a_day_and_a_fitting_end("623023 2019-03-07 1235", None)]
#[case::a_list("一、修路；二、修渠；三、〇〇七號井", None)]
#[case::a_year_in_numerals("二〇二六年十一月二十五日", None)]
#[case::masked_id("623023**********34", None)]
#[case::masked_phone("138****8000", None)]
#[case::office_telephone("0941-5122233", None)]
#[case::no_real_day("623023198013011234", None)]
#[case::two_lines("138\n00138000", None)]
fn what_is_found(#[case] text: &str, #[case] kind: Option<FindingKind>) {
    assert_eq!(find_personal_data(text).first().map(|finding| finding.kind), kind);
}

#[test]
fn every_number_of_a_text_is_found_where_it_stands() {
    let text = "王小明 623023198001011234 電話 13800138000、卡6222020200112233446。";
    let found: Vec<&str> = find_personal_data(text).into_iter().map(|finding| &text[finding.start..finding.end]).collect();
    assert_eq!(found, ["623023198001011234", "13800138000", "6222020200112233446"]);
    assert_eq!(mask_text(text), "王小明 623023**********34 電話 138****8000、卡***************3446。");
}

/// A resident number with a province that is there, a real day and any serial and check character.
fn resident_number() -> impl Strategy<Value = String> {
    (
        proptest::sample::select(PROVINCES.to_vec()),
        0_u32..10_000,
        1930_u32..2020,
        1_u32..=12,
        1_u32..=28,
        0_u32..1000,
        proptest::char::ranges(vec!['0'..='9', 'X'..='X'].into()),
    )
        .prop_map(|(province, county, year, month, day, serial, check)| {
            format!("{province}{county:04}{year}{month:02}{day:02}{serial:03}{check}")
        })
}

/// The number with the check character that belongs to it.
fn sound(number: &str) -> String {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = number.chars().zip(weights).map(|(c, weight)| c.to_digit(10).unwrap_or(0) * weight).sum();
    let check = "10X98765432".chars().nth((sum % 11) as usize).unwrap();
    format!("{}{check}", &number[..17])
}

/// Are the digits of a text, whatever stands between them, somewhere a resident number with its right check character? A table of days and
/// amounts is one by chance now and then, and nobody could tell it from one.
fn is_one_by_chance(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let windows = (0..digits.len().saturating_sub(17)).filter_map(|at| digits.get(at..at + 18));
    let part = |window: &str, range: std::ops::Range<usize>| window.get(range).and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    let is_born = |window: &str| {
        (1880..2100).contains(&part(window, 6..10)) && (1..=12).contains(&part(window, 10..12)) && (1..=31).contains(&part(window, 12..14))
    };
    windows.into_iter().any(|window| part(window, 0..2) > 10 && is_born(window) && sound(window) == window)
}

/// The provinces of the numbers tried.
const PROVINCES: [u32; 6] = [11, 22, 37, 51, 62, 65];

fn wide(text: &str) -> String {
    let widen = |c: char| if c.is_ascii_digit() || c == 'X' { char::from_u32(u32::from(c) + 0xfee0).unwrap() } else { c };
    text.chars().map(widen).collect()
}

proptest! {
    #[test]
    fn a_masked_name_is_as_long_and_masking_it_again_changes_nothing(name in "[王李欧阳司马小明·A-z ]{0,8}") {
        let masked = mask_name(&name);
        prop_assert_eq!(masked.chars().count(), name.trim().chars().count());
        prop_assert_eq!(mask_name(&masked), masked);
    }

    #[test]
    fn a_given_name_never_shows(surname in "[王李張趙扎才]", given in "[明秀英國山卓玛]{1,3}") {
        let masked = mask_name(&format!("{surname}{given}"));
        prop_assert!(!masked.chars().any(|c| given.contains(c)));
        prop_assert!(masked.starts_with(&surname));
    }

    #[test]
    fn a_masked_number_shows_the_county_and_two_more(number in resident_number()) {
        let masked = mask_resident_id(&number);
        prop_assert_eq!(masked.chars().filter(|c| *c == '*').count(), 10);
        prop_assert!(masked.starts_with(&number[..6]) && masked.ends_with(&number[16..]));
    }

    #[test]
    fn a_resident_number_is_found_wherever_it_stands(
        number in resident_number(), full_width: bool, gap in 1_usize..17, separator in "[ 　-]", before in "[一-十]{0,6}", after in "[一-十]{0,6}",
    ) {
        let split = format!("{}{separator}{}", &number[..gap], &number[gap..]);
        for text in [&number, &split] {
            let text = if full_width { wide(text) } else { text.clone() };
            let text = format!("{before}{text}{after}");
            let found = find_personal_data(&text);
            prop_assert_eq!(found.len(), 1, "{}", text);
            prop_assert_eq!(found[0].kind, FindingKind::ResidentId);
            prop_assert_eq!((found[0].start, found[0].end), (before.len(), text.len() - after.len()));
        }
    }

    #[test]
    fn a_resident_number_is_found_whatever_stands_between_its_digits(
        number in resident_number(),
        full_width: bool,
        gap in "[ 　\u{a0}\u{2009}\u{200b}\u{200c}\u{200d}\u{200e}\u{feff}\u{ad}\u{2060}‐‑–—−－-]{1,3}",
        before in "[一-十]{0,6}",
        after in "[一-十]{0,6}",
    ) {
        let number = if full_width { wide(&number) } else { number };
        let apart: Vec<String> = number.chars().map(String::from).collect();
        let text = format!("{before}{}{after}", apart.join(&gap));
        let found = find_personal_data(&text);
        prop_assert_eq!(found.len(), 1, "{}", &text);
        prop_assert_eq!(found[0].kind, FindingKind::ResidentId);
        prop_assert_eq!((found[0].start, found[0].end), (before.len(), text.len() - after.len()));
        let mut violations = Violations::default();
        check_published(&mut violations, "body", &text);
        prop_assert_eq!(violations.finish().len(), 1);
    }

    #[test]
    fn days_times_and_amounts_are_nobodys_numbers(
        days in proptest::collection::vec((1990_u32..2060, 1_u32..=12, 1_u32..=28), 1..5),
        amounts in proptest::collection::vec((1_u32..1000, 0_u32..1000, 0_u32..100), 1..5),
        between in proptest::sample::select(vec![" ", "  ", " - ", "—", "、", " 至 ", "\t"]),
        clock in (0_u32..24, 0_u32..60),
    ) {
        let days: Vec<String> = days.iter().map(|(year, month, day)| format!("{year}-{month:02}-{day:02}")).collect();
        let amounts: Vec<String> = amounts.iter().map(|(thousands, rest, cents)| format!("{thousands},{rest:03}.{cents:02}")).collect();
        let text = format!("{} {:02}:{:02}，共 {} 元", days.join(between), clock.0, clock.1, amounts.join(between));
        prop_assert!(find_personal_data(&text).is_empty(), "{}", text);
    }

    #[test]
    fn a_table_of_amounts_and_days_is_nobodys(
        rows in proptest::collection::vec((1_u32..40, 2012_u32..2031, 1_u32..=12, 1_u32..=28, 0_u32..7, 0_u32..7, 1_u32..10_000_000), 1..12),
        between in proptest::sample::select(vec![" ", "\t", "、", "，", " | ", "; ", "\n", "/"]),
        day_by in proptest::sample::select(vec!["-", "/", "."]),
    ) {
        let row = |(number, year, month, day, large, small, amount): &(u32, u32, u32, u32, u32, u32, u32)| {
            let (one, two) = (amount / 10_u32.pow(*large), amount % 10_u32.pow(*small + 1));
            format!("{number}{between}{one}{between}{year}{day_by}{month:02}{day_by}{day:02}{between}{two}")
        };
        let text = rows.iter().map(row).collect::<Vec<_>>().join("\n");
        prop_assume!(!is_one_by_chance(&text));
        prop_assert!(find_personal_data(&text).is_empty(), "{}", text);
    }

    #[test]
    fn a_sound_resident_number_is_found_in_any_writing(
        number in resident_number(),
        writing in proptest::sample::select(vec!["0123456789", "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "⓪①②③④⑤⑥⑦⑧⑨", "⁰¹²³⁴⁵⁶⁷⁸⁹", "〇〡〢〣〤〥〦〧〨〩"]),
        cuts in proptest::collection::btree_set(1_usize..18, 0..5),
        between in proptest::sample::select(vec!["\n", "/", "，", "、", ".", "_", "; ", " · ", "\r\n", ""]),
    ) {
        let forms: Vec<char> = writing.chars().collect();
        let mut text = String::from("證");
        for (index, c) in sound(&number).chars().enumerate() {
            if cuts.contains(&index) {
                text.push_str(between);
            }
            text.push(c.to_digit(10).map_or(c, |value| forms[value as usize]));
        }
        text.push('號');
        let found = find_personal_data(&text);
        prop_assert_eq!(found.iter().map(|finding| finding.kind).collect::<Vec<_>>(), [FindingKind::ResidentId], "{}", text);
        prop_assert!(find_personal_data(&mask_text(&text)).is_empty());
    }

    #[test]
    fn a_mobile_number_is_found(number in "1[3-9][0-9]{9}", before in "[一-十：]{0,6}", after in "[一-十。]{0,6}", full_width: bool) {
        let text = format!("{before}{}{after}", if full_width { wide(&number) } else { number });
        prop_assert_eq!(find_personal_data(&text).first().map(|finding| finding.kind), Some(FindingKind::Phone));
    }

    #[test]
    fn a_masked_text_holds_nothing_more_and_its_other_words_stay(text in "([一-十，。\n]{0,4}[0-9０-９Xx 　-]{0,24}){0,5}") {
        let masked = mask_text(&text);
        prop_assert!(find_personal_data(&masked).is_empty());
        let is_word = |c: char| ('一'..='十').contains(&c) || "，。\n".contains(c);
        let words = |text: &str| text.chars().filter(|c| is_word(*c)).collect::<String>();
        prop_assert_eq!(words(&masked), words(&text));
    }

    #[test]
    fn any_text_is_searched_without_harm(text in any::<String>()) {
        for finding in find_personal_data(&text) {
            prop_assert!(text.get(finding.start..finding.end).is_some_and(|found| !found.is_empty()));
        }
    }
}
