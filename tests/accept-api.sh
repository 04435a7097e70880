#!/usr/bin/env bash
# Writes a change of the public API that is meant into the lists of each library: PublicAPI.Unshipped.txt and PublicTypes.txt. Commit them.
set -euo pipefail
cd "$(dirname "$0")/.."
for list in $(find src -name PublicAPI.Unshipped.txt); do
    dotnet format analyzers "$(echo "$(dirname "$list")"/*.csproj)" --diagnostics RS0016 RS0017 --severity warn
done
HOTSTREAM_ACCEPT_API=1 dotnet test --project tests/HotStream.Tests -c Release --filter-class HotStream.Tests.House.PublicApiTests
git status --short -- 'src/*PublicAPI.*.txt' 'src/*PublicTypes.txt'
