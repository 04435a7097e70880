namespace HotStream.Tests.House;

/// <summary>The scanner behind the house rules, on small pieces of code: a rule is only as good as its eyes.</summary>
public sealed class SourceFileTests
{
    [Theory]
    [InlineData("int a; // Ring", "int a;        ")]
    [InlineData("/* Ring */ int a;", "           int a;")]
    [InlineData("/**/ int a;", "     int a;")]
    [InlineData("var a = \"Ring\\\"Ring\";", "var a =             ;")]
    [InlineData("var a = @\"Ring\"\"\\\";", "var a =           ;")]
    [InlineData("var a = \"\"; Ring b;", "var a =   ; Ring b;")]
    [InlineData("char q = '\"'; Ring b;", "char q =    ; Ring b;")]
    [InlineData("char q = '\\''; Ring b;", "char q =     ; Ring b;")]
    [InlineData("var a = $\"x{Ring.Of(\"y\")}z{{w\";", "var a =     Ring.Of(   )      ;")]
    [InlineData("var a = $\"{(b ? \"x\" : Ring.Name),-5}\";", "var a =    (b ?     : Ring.Name),-5  ;")]
    [InlineData("var a = \"\"\"Ring \" Ring\"\"\";", "var a =                  ;")]
    [InlineData("var a = $$\"\"\"{Ring}{{Ring}}\"\"\";", "var a =              Ring     ;")]
    [InlineData("#pragma warning disable Ring\nRing b;", "                            \nRing b;")]
    [InlineData("var a = \"b\"u8; Ring c;", "var a =    u8; Ring c;")]
    public void Comments_and_strings_are_no_code(string source, string code) => Assert.Equal(code, CodeText.Strip(source));

    [Theory]
    [InlineData("public sealed class Ring<T> : IDisposable where T : struct, IThing { class Inner { } }", "Ring public")]
    [InlineData("internal readonly record struct Parcel(long Number);", "Parcel")]
    [InlineData("file sealed class Hidden { }", "")]
    [InlineData("public delegate Task<int> Step<T>(Ring<T> ring);", "Step public")]
    [InlineData("namespace A; enum B { C } public interface ID { }", "B,ID public")]
    [InlineData("class A { public delegate void Nested(); }", "A")]
    [InlineData("[Attribute(typeof(X))] public unsafe partial struct S { }", "S public")]
    public void Top_level_types_are_found(string source, string types) =>
        Assert.Equal(types, string.Join(',',
            new SourceFile("x.cs", source).Types.Select(type => type.Name + (type.IsPublic ? " public" : ""))));

    [Theory]
    [InlineData("Batch b;")]
    [InlineData("var b = new Batch();")]
    [InlineData("var b = Batch.Of(1);")]
    [InlineData("void M(Batch? b) { }")]
    [InlineData("List<Batch> b;")]
    [InlineData("class C : Batch { }")]
    [InlineData("[Batch(1)] class C { }")]
    [InlineData("var b = x > Batch.Size;")]
    [InlineData("return Batch.Size;")]
    [InlineData("typeof(Batch)")]
    [InlineData("public Batch<T> Next() => null;")]
    [InlineData("HotStream.Batch b;")]
    [InlineData("var s = $\"{Batch.Size}\";")]
    [InlineData("(Batch First, int Second) pair;")]
    [InlineData("Batch* b;")]
    [InlineData("public Batch Batch { get; }")]
    [InlineData("bool b = x is Batch;")]
    [InlineData("var b = (Batch)x;")]
    [InlineData("foreach (Batch b in x) { }")]
    [InlineData("Dictionary<int, Batch> b;")]
    public void A_name_in_the_place_of_a_type_is_used(string source) =>
        Assert.Contains("Batch", new SourceFile("x.cs", source).UsedNames());

    [Theory]
    [InlineData("// Batch")]
    [InlineData("var s = \"Batch\";")]
    [InlineData("int Batch = 1;")]
    [InlineData("public static int Batch(int x) => x;")]
    [InlineData("var b = x.Batch;")]
    [InlineData("var b = x.Batch.Size;")]
    [InlineData("var b = Batch(1);")]
    [InlineData("public List<int> Batch { get; }")]
    [InlineData("public int[] Batch { get; }")]
    [InlineData("public byte* Batch;")]
    [InlineData("C(int b) { Batch = b; } public int Batch { get; } int Twice => 2 * Batch;")]
    [InlineData("public int Batch { get; } string S => $\"{Batch}\"; int M() { return Batch; }")]
    public void A_name_of_a_member_is_not(string source) => Assert.DoesNotContain("Batch", new SourceFile("x.cs", source).UsedNames());
}
