//! The Booking API's entry point. In the demo this repository holds its docs and its contract, not its code.

fn main() {
    println!("booking-api listening on http://127.0.0.1:8080");
}
