//! `cargo xtask sbom`: the bill of materials of what is published, as CycloneDX has it. npm tells of the packages, cargo-cyclonedx of the
//! crates; here both are put under the one package, and held against CycloneDX's own schema.

use std::fs;

use serde_json::{Value, json};

use crate::notices;
use crate::run::{Outcome, heading, node, program, root};
use crate::{npm, page, tools, wasm};

/// Where it is written.
const FILE: &str = "target/sbom/mapship.cdx.json";

/// The version of the format that both tools write.
const FORMAT: &str = "1.5";

pub fn write() -> Outcome {
    wasm::add_target(wasm::TARGET)?;
    npm::install()?;
    if !root().join("target/page-packages.json").exists() {
        page::build()?;
    }
    let folder = root().join("target/sbom");
    fs::create_dir_all(&folder)?;
    let bill = joined(of_npm()?, of_crates()?)?;
    let file = root().join(FILE);
    fs::write(&file, format!("{}\n", serde_json::to_string_pretty(&bill)?))?;
    heading("hold it against CycloneDX's schema");
    node("tests/package/sbom.js").arg(&file).run()
}

/// The npm packages: dependencies of the package, and what the page is bundled with.
fn of_npm() -> Outcome<Value> {
    heading("the bill of npm packages (npm sbom)");
    let text = npm::npm()
        .args(["sbom", "--sbom-format=cyclonedx", "--sbom-type=library", "--omit=dev"])
        .args(["--package-lock-only", "--workspace=mapship", "--workspace=mapship-page"])
        .output()?;
    Ok(serde_json::from_str(&text)?)
}

/// The crates. The tool writes a file beside each manifest of the workspace, of which one is wanted.
fn of_crates() -> Outcome<Value> {
    let tool = tools::cargo_tool("cargo-cyclonedx", "0.5.9", &[])?;
    heading("the bill of crates (cargo-cyclonedx)");
    const NAME: &str = "mapship-crates";
    program(tool)
        .args(["cyclonedx", "--manifest-path", "Cargo.toml", "--format", "json", "--no-build-deps"])
        .args(["--target", wasm::TARGET, "--spec-version", FORMAT, "--override-filename", NAME])
        .run()?;
    let text = fs::read_to_string(root().join(format!("{NAME}.json")))?;
    for folder in ["", "src/loops", "xtask"] {
        let _ = fs::remove_file(root().join(folder).join(format!("{NAME}.json")));
    }
    // where the sources lie on this machine is nobody's matter
    let text = text.replace(&format!("path+file://{}", root().display()), "workspace:");
    let text =
        text.replace("?download_url=file://src/loops", "").replace("?download_url=file://.", "");
    Ok(serde_json::from_str(&text)?)
}

/// Both, under the npm package that has them.
fn joined(npm: Value, crates: Value) -> Outcome<Value> {
    let manifest: Value =
        serde_json::from_str(&fs::read_to_string(root().join("pkg/package.json"))?)?;
    let version = manifest["version"].as_str().unwrap_or_default();
    let own = format!("mapship@{version}");
    let page = "mapship-page@0.0.0";
    let compiled: Vec<String> = notices::crates()?;

    let mut components = listed(&npm["components"]);
    components.retain(|one| one["bom-ref"] != own && one["bom-ref"] != page);
    for mut one in listed(&crates["components"]) {
        let name = format!("{} {}", text(&one["name"]), text(&one["version"]));
        // macros and the like run when it is built, and are in nothing that is published
        if !compiled.contains(&name) && !name.starts_with("mapship-loops ") {
            one["scope"] = json!("excluded");
        }
        components.push(one);
    }

    let core = crates["metadata"]["component"]["bom-ref"].clone();
    components.push(crates["metadata"]["component"].clone());
    let mut needs = vec![core];
    let mut dependencies = Vec::new();
    for one in listed(&npm["dependencies"]) {
        if one["ref"] == own || one["ref"] == page {
            needs.extend(listed(&one["dependsOn"]));
        } else if !text(&one["ref"]).starts_with("mapship-workspace@") {
            dependencies.push(one);
        }
    }
    dependencies.extend(listed(&crates["dependencies"]));
    dependencies.push(json!({ "ref": own, "dependsOn": needs }));

    let mut tools = listed(&npm["metadata"]["tools"]);
    tools.extend(listed(&crates["metadata"]["tools"]));
    Ok(json!({
        "$schema": format!("http://cyclonedx.org/schema/bom-{FORMAT}.schema.json"),
        "bomFormat": "CycloneDX",
        "specVersion": FORMAT,
        "serialNumber": npm["serialNumber"],
        "version": 1,
        "metadata": {
            "timestamp": npm["metadata"]["timestamp"],
            "lifecycles": [{ "phase": "build" }],
            "tools": tools,
            "component": {
                "type": "library",
                "bom-ref": own,
                "name": "mapship",
                "version": version,
                "description": manifest["description"],
                "licenses": [{ "license": { "id": manifest["license"] } }],
                "purl": format!("pkg:npm/{own}"),
            },
        },
        "components": components,
        "dependencies": dependencies,
    }))
}

fn listed(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
