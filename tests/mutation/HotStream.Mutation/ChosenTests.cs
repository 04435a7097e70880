using System.Reflection;
using HotStream.Mutation;
using HotStream.Tests.Memory;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestFramework(typeof(ChosenTests))]

namespace HotStream.Mutation;

/// <summary>
/// What stryker sees of the tests: one small class, for it cannot filter those of xunit.v3 and would run all of them for every mutant, in
/// one process whose static state the mutants before have changed. While it does so the library with all mutants in it is kept, so that
/// mutate.cs can run each mutant by the tests chosen for its file, in a process of its own. Not run by stryker, it changes nothing.
/// </summary>
public sealed class ChosenTests : XunitTestFramework
{
    private static readonly bool s_isStryker = Environment.GetEnvironmentVariable("STRYKER_MUTANT_FILE") is not null;

    /// <inheritdoc/>
    protected override ITestFrameworkDiscoverer CreateDiscoverer(Assembly assembly)
    {
        if (s_isStryker && Environment.GetEnvironmentVariable("MUTANTS_TO") is { } folder)
        {
            foreach (string library in Directory.GetFiles(AppContext.BaseDirectory, "HotStream.*.dll"))
            {
                File.Copy(library, Path.Combine(folder, Path.GetFileName(library)), overwrite: true);
            }
        }

        return new Discoverer(new XunitTestAssembly(assembly, configFilePath: null));
    }

    private sealed class Discoverer(IXunitTestAssembly assembly) : XunitTestFrameworkDiscoverer(assembly)
    {
        protected override bool IsValidTestClass(Type testClass) =>
            base.IsValidTestClass(testClass) && (!s_isStryker || testClass == typeof(PlainDecimalTests));
    }
}
