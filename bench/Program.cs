using System.Diagnostics;
using HotStream.Bench;

var text = ZipfText.GetOrCreate(DataFolder.Find(null), 256);
Console.WriteLine(text.Describe());
for (var i = 0; i < int.Parse(args[0]); i++)
{
    var t = Stopwatch.GetTimestamp();
    using var o = WordCountLoop.Run(text);
    var e = Stopwatch.GetElapsedTime(t);
    Console.WriteLine($"{o.Records / e.TotalSeconds / 1e6:F1} {o.Answer() == text.Answer} {o.Answer()}");
}
return 0;
