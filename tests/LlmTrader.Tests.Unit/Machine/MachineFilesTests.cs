using LlmTrader.Perf.Latency.Machine;

namespace LlmTrader.Tests.Unit.Machine;

/// <summary>The kernel's files as it writes them, on any machine.</summary>
public sealed class MachineFilesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-machine-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("MemAvailable:", 100_000L)]
    [InlineData("Max open files", 1_024L)]
    [InlineData("Max locked memory", long.MaxValue)]
    [InlineData("nonvoluntary_ctxt_switches:", 12L)]
    [InlineData("VmRSS:", 4_096L)]
    [InlineData("Name:", null)]
    [InlineData("Missing:", null)]
    public void A_number_is_found_behind_its_word_whatever_stands_between(string word, long? number)
    {
        File.WriteAllText(
            Path.Combine(_directory, "facts"),
            "Name:\tllmtrader\nMemAvailable:   100000 kB\nMax open files            1024                 4096                 files     \n"
            + "Max locked memory         unlimited            unlimited            bytes     \nVmRSS:\t    4096 kB\nnonvoluntary_ctxt_switches:\t12\n");
        Assert.Equal(number, new MachineFiles(_directory).NumberBehind("facts", word));
    }

    [Fact]
    public void The_chosen_word_is_the_one_in_brackets()
    {
        File.WriteAllText(Path.Combine(_directory, "choice"), "always [madvise] never\n");
        File.WriteAllText(Path.Combine(_directory, "none"), "always\n");
        MachineFiles files = new(_directory);
        Assert.Equal(("madvise", null, null), (files.Chosen("choice"), files.Chosen("none"), files.Chosen("missing")));
    }
}
