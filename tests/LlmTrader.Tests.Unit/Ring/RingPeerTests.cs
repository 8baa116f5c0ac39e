using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Perf.Latency.Ring;

namespace LlmTrader.Tests.Unit.Ring;

/// <summary>The contract with an external peer, kept by a program of a few lines.</summary>
public sealed class RingPeerTests : IDisposable
{
    private const string Good = """{"peer":"Some Ring","version":"1.2.3","measurement":"ring.1p1c.single","unit":"events/s","better":"higher","value":250000.5}""";

    private readonly string _directory = Directory.CreateTempSubdirectory("ring-peer-").FullName;

    [SkippableFact]
    public void A_peers_figures_join_the_table_where_it_knows_the_measurement()
    {
        string peer = Program($$"""
            [ "$1" = quick ] || exit 3
            [ "$2" = ring.1p1c.single ] || exit 2
            echo '{{Good}}'
            """);
        RingBenchmarkOptions options = new() { Runs = 2, Capacity = 256, RingEvents = 2_000, QueueEvents = 500, LatencyEvents = 100, Peers = [peer + " quick"] };
        RingBenchmarkResult result = RingBenchmark.Run(options);

        Assert.Equal([new RingPeerIdentity("Some Ring", "1.2.3", peer + " quick")], result.Peers);
        RingSeries theirs = Assert.Single(result.Series, series => series.Name.EndsWith(".some-ring", StringComparison.Ordinal));
        Assert.Equal("ring.1p1c.single.some-ring", theirs.Name);
        Assert.Equal([250_000.5, 250_000.5], theirs.Measurement.Runs);
        RingRatio ratio = Assert.Single(result.Ratios, ratio => ratio.Theirs == theirs.Name);
        Assert.Equal("ring.1p1c.single", ratio.Ours);
    }

    [SkippableFact]
    public void It_hears_the_measurement_the_cores_and_the_number_of_events()
    {
        string heard = Path.Combine(_directory, "heard");
        RingPeer peer = new(Program($"echo \"$@\" > {heard}\necho '{Good}'"));
        PeerFigure? figure = peer.Measure("ring.1p1c.single", [2, 3], 5_000);
        Assert.Equal(new PeerFigure("Some Ring", "1.2.3", "ring.1p1c.single", "events/s", Better.Higher, 250_000.5), figure);
        Assert.Equal("ring.1p1c.single --cores 2,3 --events 5000", File.ReadAllText(heard).Trim());
    }

    [SkippableFact]
    public void A_peer_that_does_not_know_the_measurement_is_left_out() =>
        Assert.Null(new RingPeer(Program("exit 2")).Measure("ring.3stage", [], 1));

    [SkippableFact]
    public void A_peer_that_fails_is_named_with_what_it_said()
    {
        string program = Program("echo 'no such core' >&2; exit 3");
        RingPeerException fault = Assert.Throws<RingPeerException>(() => new RingPeer(program).Measure("ring.3stage", [], 1));
        Assert.Contains(program, fault.Message, StringComparison.Ordinal);
        Assert.Contains("no such core", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_peer_that_is_not_there_is_named() =>
        Assert.Contains("/no/such/peer", Assert.Throws<RingPeerException>(() => new RingPeer("/no/such/peer").Measure("ring.3stage", [], 1)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("12 M/s")]
    [InlineData("{}")]
    [InlineData("""{"peer":"P","version":"1","measurement":"ring.3stage","unit":"events/s","better":"higher","value":1}""")]
    [InlineData("""{"peer":"P","version":"1","measurement":"ring.1p1c.single","unit":"events/s","better":"more","value":1}""")]
    [InlineData("""{"peer":"P","version":"1","measurement":"ring.1p1c.single","unit":"events/s","better":"higher","value":0}""")]
    [InlineData("""{"peer":"","version":"1","measurement":"ring.1p1c.single","unit":"events/s","better":"higher","value":1}""")]
    [InlineData("""{"peer":"P","version":"1","measurement":"ring.1p1c.single","unit":"events/s","better":"higher","value":"fast"}""")]
    public void An_answer_in_another_form_is_refused(string output) =>
        Assert.Throws<RingPeerException>(() => new RingPeer("peer").Parse("ring.1p1c.single", output));

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string Program(string script)
    {
        Skip.If(OperatingSystem.IsWindows(), "The peer of this test is a shell script.");
        string path = Path.Combine(_directory, "peer");
        File.WriteAllText(path, "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows()) { File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute); }
        return path;
    }
}
