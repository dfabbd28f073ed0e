//! ${{ values.description }}

fn main() {
    println!("${{ values.name }} listening on http://127.0.0.1:8080");
}
