//! The examples of the library run to their end: each is compiled into this binary and called.

#[path = "../../examples/compare_variants.rs"]
mod compare_variants;
#[path = "../../examples/one_figure.rs"]
mod one_figure;
#[path = "../../examples/sweep_a_key.rs"]
mod sweep_a_key;

#[test]
fn an_example_prints_one_figure() {
    one_figure::main().expect("it runs to its end");
}

#[test]
fn an_example_compares_two_variants() {
    compare_variants::main().expect("it runs to its end");
}

#[test]
fn an_example_sweeps_a_key() {
    sweep_a_key::main().expect("it runs to its end");
}
