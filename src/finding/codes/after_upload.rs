//! Findings about source maps that have arrived and are to be deleted or moved, which the host makes by their names:
//! `pkg/send/after-upload`.

macro_rules! after_upload {
    ($next:ident $($later:ident)*; $($rows:tt)*) => { $next! { $($later)*; $($rows)*

    MapChanged "map-changed" Error "mapship"
        "the map has changed since it was uploaded; it is left where it is"
        "have no other step of the build write it after the upload"
        -> "the map that Datadog has may be another one than the script's, and lead to wrong lines"
    MapNotRemovedLinked "map-not-removed" Error "mapship"
        "the map has arrived, but is left where it is: {script:words} names it, and is a link to a file outside of {folder:words}"
        "copy the file into the folder in place of the link; or delete the map, and the comment that names it, before you deploy"
        -> "the map is served to everyone, and with it the source code"
    MapNotRemovedArchive "map-not-removed" Error "mapship"
        "the map is in the archive {archive:words}, which is left as it is"
        "unpack the archive, and give the folder; or leave {afterUpload:option} out"
        -> "whoever gets the archive gets the map, and with it the source code"
    MapNotRemoved "map-not-removed" Error "mapship"
        "the map has arrived, but is left where it is: {reason:words}"
        "see that its folder may be written to; or delete the map, and the comment that names it, before you deploy"
        -> "the map is served to everyone, and with it the source code"
    MapDeployedFailed "map-deployed" Error "mapship"
        "{folder} would be deployed with {failed:source map} whose upload did not succeed: {names:words}"
        "mend what made the upload fail, and run it again; until it has arrived, a map stays"
        -> "the map is served to everyone, and with it the source code"
    MapDeployedUnsent "map-deployed" Error "mapship"
        "{folder} would be deployed with {unsent:source map} that could not be sent: {names:words}"
        "mend what is said of it, or delete it; until it has arrived, a map stays"
        -> "the map is served to everyone, and with it the source code"
    MapDeployed "map-deployed" Error "mapship"
        "{folder} would be deployed with {maps:source map} that no upload of this run holds: {names:words}"
        "upload or delete what is of another build or tool"
        -> "the map is served to everyone, and with it the source code"
    MapDeployedInline "map-deployed" Error "mapship"
        "{folder} would be deployed with {inline:source map} inside other files: {names:words}"
        "have the bundler write maps to files of their own"
        -> "the map is served to everyone, and with it the source code"
    MoveInside "move-inside" Error "mapship"
        "maps would be moved to {folder:words}, which is in the folder that is deployed"
        "give a folder outside of it"
        -> "the maps are served to everyone, and with them the source code"

    } };
}
