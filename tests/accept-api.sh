#!/usr/bin/env bash
# Writes a change of the public API that is meant into the lists of each library, anew from the code: PublicAPI.Unshipped.txt and
# PublicTypes.txt. Commit them. What PublicAPI.Shipped.txt has and the code has not any more is refused still: that broke somebody.
set -euo pipefail
cd "$(dirname "$0")/.."
for library in src/Core src/Io src/Sinks src/Testing src/Connectors/*/ src/Codecs/*/; do
    echo '#nullable enable' >"$library/PublicAPI.Unshipped.txt"
    dotnet format analyzers "$(echo "$library"/*.csproj)" --diagnostics RS0016 --severity warn
done
HOTSTREAM_ACCEPT_API=1 dotnet test --project tests/HotStream.Tests -c Release --filter-class HotStream.Tests.House.PublicApiTests
git status --short -- 'src/*PublicAPI.*.txt' 'src/*PublicTypes.txt'
