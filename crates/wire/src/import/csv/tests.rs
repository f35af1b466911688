use super::*;
use proptest::prelude::*;

fn read_in(pieces: usize, bytes: &[u8]) -> Vec<Row> {
    let (mut table, mut rows) = (Table::default(), Vec::new());
    for piece in bytes.chunks(pieces.max(1)) {
        table.push(piece, &mut rows);
    }
    table.finish(&mut rows);
    rows
}

fn read(text: &str) -> Vec<Row> {
    read_in(usize::MAX, text.as_bytes())
}

fn row(line: u64, cells: &[&str]) -> Row {
    Ok(Record { line, cells: cells.iter().map(|&cell| cell.to_owned()).collect() })
}

#[test]
fn marks_line_ends_and_separators_are_all_the_same() {
    let expected = [row(1, &["email", "name"]), row(2, &["jo@x.org", "Jo, the \"Duke\""]), row(3, &["al@x.org", ""])];
    for text in [
        "email,name\njo@x.org,\"Jo, the \"\"Duke\"\"\"\nal@x.org,\n",
        "\u{feff}email,name\r\njo@x.org,\"Jo, the \"\"Duke\"\"\"\r\nal@x.org,",
        "email;name\rjo@x.org;\"Jo, the \"\"Duke\"\"\"\ral@x.org;\r",
        "email\tname\n jo@x.org \tJo, the \"Duke\"\nal@x.org\t\n",
    ] {
        assert_eq!(read(text), expected, "{text}");
        for pieces in 1..7 {
            assert_eq!(read_in(pieces, text.as_bytes()), expected, "{text} in pieces of {pieces}");
        }
    }
}

#[test]
fn other_encodings_come_out_the_same() {
    let text = "email,name\njo@x.org,Zoë “Été”\n";
    let expected = [row(1, &["email", "name"]), row(2, &["jo@x.org", "Zoë “Été”"])];
    let (latin, _, _) = WINDOWS_1252.encode(text);
    assert_eq!(read_in(5, &latin), expected);
    for (mark, big) in [(true, true), (true, false), (false, true), (false, false)] {
        let mark: &[u8] = if !mark {
            &[]
        } else if big {
            &[0xfe, 0xff]
        } else {
            &[0xff, 0xfe]
        };
        let units = text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
        let bytes: Vec<u8> = mark.iter().copied().chain(units).collect();
        for pieces in [1, 3, 1000] {
            assert_eq!(read_in(pieces, &bytes), expected, "{mark:?} {pieces}");
        }
    }
}

#[test]
fn blank_lines_are_no_rows_and_cells_may_hold_lines() {
    let read = read("a,b\n\n  \n\"two\nlines\",x\nlast,y");
    assert_eq!(read, [row(1, &["a", "b"]), row(4, &["two\nlines", "x"]), row(6, &["last", "y"])]);
}

#[test]
fn a_quotation_mark_that_never_closes_costs_one_line() {
    assert_eq!(
        read("a,b\n\"open,1\nc,2\nd,3\n"),
        [
            row(1, &["a", "b"]),
            Err(Broken { line: 2, problem: "has a quotation mark that never closes; left out".to_owned() }),
            row(3, &["c", "2"]),
            row(4, &["d", "3"])
        ]
    );
    let many: String = (0..300).map(|n| format!("x{n},y\n")).collect();
    let rows = read(&format!("a,b\nq,\"open\n{many}"));
    assert_eq!(rows.iter().filter(|row| row.is_err()).count(), 1);
    assert_eq!(rows.iter().filter(|row| row.is_ok()).count(), 301, "the rest goes in");
    assert_eq!(rows.last(), Some(&row(302, &["x299", "y"])));
    assert_eq!(read("a,b\nq,\"open").len(), 2);
}

#[test]
fn a_table_of_ten_thousand_columns_is_a_table() {
    let header: Vec<String> = (0..10_000).map(|n| format!("c{n}")).collect();
    let rows = read(&format!("{}\n{}\n", header.join(","), ",".repeat(9_999)));
    assert_eq!(rows.iter().flatten().map(|row| row.cells.len()).collect::<Vec<_>>(), [10_000, 10_000]);
}

#[test]
fn a_line_of_a_hundred_megabytes_is_left_out_without_being_held() {
    let (mut table, mut rows) = (Table::default(), Vec::new());
    table.push(b"email,name\njo@x.org,Jo\n", &mut rows);
    let piece = vec![b'x'; 64 * 1024];
    let mut most = 0;
    for _ in 0..1_600 {
        table.push(&piece, &mut rows);
        most = most.max(table.raw.capacity());
    }
    table.push(b"\nal@x.org,Al\n", &mut rows);
    table.finish(&mut rows);
    assert!(most <= 2 * RECORD_LIMIT, "{most} bytes were held");
    let broken = Err(Broken { line: 3, problem: "is longer than 256 KB; left out".to_owned() });
    assert_eq!(rows, [row(1, &["email", "name"]), row(2, &["jo@x.org", "Jo"]), broken, row(4, &["al@x.org", "Al"])]);
    // The same as the first line, and between quotation marks.
    for opening in ["", "a,b\n\""] {
        let (mut table, mut rows) = (Table::default(), Vec::new());
        table.push(opening.as_bytes(), &mut rows);
        for _ in 0..200 {
            table.push(&piece, &mut rows);
        }
        table.push(b"\nal@x.org,Al\n", &mut rows);
        table.finish(&mut rows);
        assert!(table.raw.capacity() <= 2 * RECORD_LIMIT);
        assert_eq!(rows.last().unwrap().as_ref().unwrap().cells, ["al@x.org", "Al"]);
        assert_eq!(rows.iter().filter(|row| row.is_err()).count(), 1, "{rows:?}");
    }
}

proptest! {
    #[test]
    fn what_was_written_is_read(cells in proptest::collection::vec(proptest::collection::vec("[a-zé,;\t\"\n]{0,8}", 3), 1..6), pieces in 1_usize..40) {
        let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let line = |row: &Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join(",");
        let text = format!("a,b,c\n{}\n", cells.iter().map(line).collect::<Vec<_>>().join("\n"));
        let rows = read_in(pieces, text.as_bytes());
        let read: Vec<Vec<String>> = rows.into_iter().skip(1).map(|row| row.unwrap().cells).collect();
        prop_assert_eq!(read, cells);
    }

    #[test]
    fn any_bytes_are_rows_or_problems(bytes in proptest::collection::vec(any::<u8>(), 0..300), pieces in 1_usize..40) {
        read_in(pieces, &bytes);
    }
}
