using System.Reflection;
using HotStream.Tests;
using Xunit.v3;

[assembly: RunningTests]

namespace HotStream.Tests;

/// <summary>
/// Writes which test begins and which ends, and when, into the file that HOTSTREAM_RUNNING names: whoever ends a run that hangs can say in
/// which test, and which tests a run waited for longest.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class RunningTestsAttribute : BeforeAfterTestAttribute
{
    private static readonly TextWriter s_file = Environment.GetEnvironmentVariable("HOTSTREAM_RUNNING") is { Length: > 0 } path
        ? TextWriter.Synchronized(new StreamWriter(path, append: true) { AutoFlush = true })
        : TextWriter.Null;

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => Write('+', test);

    public override void After(MethodInfo methodUnderTest, IXunitTest test) => Write('-', test);

    private static void Write(char sign, IXunitTest test) =>
        s_file.WriteLine($"{sign} {test.TestDisplayName.ReplaceLineEndings(" ").Replace(' ', '_')} {Environment.TickCount64}");
}
