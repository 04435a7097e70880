namespace HotStream.Tests.Kernels;

public sealed class KernelCatalogTests
{
    [Fact]
    public void The_scalar_width_always_runs_and_comes_first() => Assert.Equal("scalar", KernelCatalog.Supported[0]);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_a_forced_name_the_widest_is_chosen(string? forced) =>
        Assert.Equal(KernelCatalog.Supported[^1], KernelCatalog.Choose(forced));

    [Fact]
    public void Every_supported_name_can_be_forced()
    {
        foreach (string name in KernelCatalog.Supported)
        {
            Assert.Equal(name, KernelCatalog.Choose(name));
            Assert.NotNull(KernelCatalog.CreateScanner(name));
        }
    }

    [Theory]
    [InlineData("1024")]
    [InlineData("SCALAR")]
    [InlineData(" 256")]
    public void An_unknown_name_is_refused_with_the_names_that_work(string name)
    {
        var chosen = Assert.Throws<PlatformNotSupportedException>(() => KernelCatalog.Choose(name));
        var created = Assert.Throws<PlatformNotSupportedException>(() => KernelCatalog.CreateScanner(name));
        Assert.Equal(chosen.Message, created.Message);
        Assert.Contains($"HOTSTREAM_KERNEL={name} ", chosen.Message, StringComparison.Ordinal);
        Assert.Contains(string.Join(", ", KernelCatalog.Supported), chosen.Message, StringComparison.Ordinal);
        Assert.Contains("unset it", chosen.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_width_in_use_is_the_one_the_environment_asks_for() =>
        Assert.Equal(KernelCatalog.Choose(Environment.GetEnvironmentVariable(KernelCatalog.Variable)), KernelCatalog.Width);
}
