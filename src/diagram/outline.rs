//! The outlines of boxes: how large they are around their words, where lines reach them, and their SVG.

use super::graph::Shape;
use super::layout::Area;
use super::svg::number;

/// The size of a box around words.
pub(super) fn around(shape: Shape, words: f64, lines: f64) -> (f64, f64) {
    let (width, height) = (words + 28.0, lines + 18.0);
    match shape {
        Shape::Plain => (words + 8.0, lines + 6.0),
        Shape::Stadium | Shape::Subroutine | Shape::Flag => (width + 14.0, height),
        Shape::Cylinder => (width, height + 18.0),
        Shape::Circle | Shape::DoubleCircle => {
            let side = words.hypot(lines) + if shape == Shape::Circle { 18.0 } else { 28.0 };
            (side, side)
        }
        Shape::Ellipse => ((words + 22.0) * 1.25, lines + 24.0),
        Shape::Diamond if lines < 1.0 => (28.0, 28.0),
        Shape::Diamond => ((words + 30.0) * 1.35, (lines + 24.0) * 1.35),
        Shape::Hexagon | Shape::LeanLeft | Shape::LeanRight | Shape::Trapezoid | Shape::InverseTrapezoid => {
            (width + 28.0, height)
        }
        Shape::Start | Shape::End => (18.0, 18.0),
        Shape::Bar => (70.0, 8.0),
        Shape::Box | Shape::Rounded | Shape::Note => (width, height),
    }
}

/// How far from the middle the outline is, along the line's axis, at `beside` from the middle across it.
pub(super) fn depth(shape: Shape, across: f64, along: f64, beside: f64) -> f64 {
    let part = (2.0 * beside / across.max(1.0)).abs().min(1.0);
    let half = along / 2.0;
    match shape {
        Shape::Circle | Shape::DoubleCircle | Shape::Ellipse | Shape::Start | Shape::End => half * (1.0 - part * part).sqrt(),
        Shape::Diamond => half * (1.0 - part),
        _ => half,
    }
}

/// The outline as SVG elements with the class `class`.
pub(super) fn svg(shape: Shape, area: Area, class: &str) -> String {
    let Area { x, y, width, height } = area;
    let (left, top, right, bottom) = (x - width / 2.0, y - height / 2.0, x + width / 2.0, y + height / 2.0);
    let rect = |radius: f64, inset: f64| {
        format!(
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>",
            number(left + inset),
            number(top),
            number((width - 2.0 * inset).max(0.0)),
            number(height),
            number(radius)
        )
    };
    let polygon = |points: &[(f64, f64)]| {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", number(*x), number(*y))).collect();
        format!("<polygon class=\"{class}\" points=\"{}\"/>", points.join(" "))
    };
    let ellipse = |inset: f64, class: &str| {
        let (rx, ry) = (number(width / 2.0 - inset), number(height / 2.0 - inset));
        format!("<ellipse class=\"{class}\" cx=\"{}\" cy=\"{}\" rx=\"{rx}\" ry=\"{ry}\"/>", number(x), number(y))
    };
    let lean = 12.0;
    match shape {
        Shape::Plain => String::new(),
        Shape::Box => rect(4.0, 0.0),
        Shape::Rounded => rect(10.0, 0.0),
        Shape::Stadium => rect(height / 2.0, 0.0),
        Shape::Subroutine => format!("{}{}", rect(2.0, 0.0), rect(0.0, 7.0)),
        Shape::Circle | Shape::Ellipse => ellipse(0.0, class),
        Shape::DoubleCircle => format!("{}{}", ellipse(0.0, class), ellipse(5.0, class)),
        Shape::Start => ellipse(0.0, "d-full"),
        Shape::End => format!("{}{}", ellipse(0.0, class), ellipse(4.0, "d-full")),
        Shape::Bar => format!(
            "<rect class=\"d-full\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"3\"/>",
            number(left),
            number(top),
            number(width),
            number(height)
        ),
        Shape::Diamond => polygon(&[(x, top), (right, y), (x, bottom), (left, y)]),
        Shape::Hexagon => polygon(&[
            (left + lean, top),
            (right - lean, top),
            (right, y),
            (right - lean, bottom),
            (left + lean, bottom),
            (left, y),
        ]),
        Shape::Flag => polygon(&[(left, top), (right, top), (right, bottom), (left, bottom), (left + lean, y)]),
        Shape::LeanRight => polygon(&[(left + lean, top), (right, top), (right - lean, bottom), (left, bottom)]),
        Shape::LeanLeft => polygon(&[(left, top), (right - lean, top), (right, bottom), (left + lean, bottom)]),
        Shape::Trapezoid => polygon(&[(left + lean, top), (right - lean, top), (right, bottom), (left, bottom)]),
        Shape::InverseTrapezoid => polygon(&[(left, top), (right, top), (right - lean, bottom), (left + lean, bottom)]),
        Shape::Note => polygon(&[(left, top), (right - lean, top), (right, top + lean), (right, bottom), (left, bottom)]),
        Shape::Cylinder => cylinder(area, class),
    }
}

fn cylinder(area: Area, class: &str) -> String {
    let (left, top) = (number(area.x - area.width / 2.0), area.y - area.height / 2.0 + 7.0);
    let (radius, side) = (number(area.width / 2.0), number(area.height - 14.0));
    let (width, back) = (number(area.width), number(-area.width));
    let rim = format!("<path class=\"d-rim\" d=\"M{left} {}a{radius} 7 0 0 0 {width} 0\"/>", number(top));
    format!(
        "<path class=\"{class}\" d=\"M{left} {}a{radius} 7 0 0 1 {width} 0v{side}a{radius} 7 0 0 1 {back} 0z\"/>{rim}",
        number(top)
    )
}
