using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Property.Snapshots;

/// <summary>A loaded venue is the saved one, with every order, group, queue, timer and book, and answers alike from then on.</summary>
public sealed class SimulatedVenueSnapshotTests
{
    private static readonly int Seeds = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 3_000 : 120;

    private static readonly HashSet<string> NoState =
    [
        "SimulatedVenue._timers", "ExpiryQueue.timers", "VenueReports.port",   // Wiring, here each venue's own.
        "BookMatcher._offers",                                                 // Found anew for each order that looks at a book.
        "ArrivalQueue._heap", "ArrivalQueue._arrivals",                        // Places: only the order of what is on its way is state. What lies in them is compared as it arrives.
        "FarLevels._levels[Count..]", "LevelBook._staged[_stagedCount..]", "LevelTakes._takes[Count..]",   // Used before; loading clears it.
        "OrderGroups._changed",                                                // A ring; between two events nothing is in it.
    ];

    private readonly Dictionary<(ReportKind, RejectReason), int> _seen = [];
    private int _underWay;
    private long _deferred;
    private long _fills;

    [Fact]
    public void A_loaded_venue_is_the_saved_one_and_goes_on_alike()
    {
        for (int seed = 1; seed <= Seeds; seed++) { Run(seed); }

        // The runs must have met what a snapshot has to carry.
        (ReportKind, RejectReason)[] must =
        [
            (ReportKind.Accepted, RejectReason.None), (ReportKind.Triggered, RejectReason.None), (ReportKind.Replaced, RejectReason.None), (ReportKind.Expired, RejectReason.None),
            (ReportKind.Canceled, RejectReason.None), (ReportKind.Canceled, RejectReason.SelfTrade), (ReportKind.Canceled, RejectReason.InvalidGroup), (ReportKind.Rejected, RejectReason.Overloaded),
        ];
        foreach ((ReportKind, RejectReason) kind in must) { Assert.True(_seen.GetValueOrDefault(kind) >= 20, $"only {_seen.GetValueOrDefault(kind)} {kind}"); }
        Assert.True(_underWay > Seeds && _deferred > 20 && _fills > 20 * Seeds, $"{_underWay} under way, {_deferred} deferred, {_fills} fills");
    }

    [Fact]
    public void A_venue_of_another_shape_does_not_fit()
    {
        VenuePorts ports = new();
        VenueFlow flow = new(1, ports);
        SimulatedVenue venue = flow.Make(ports);
        Assert.Throws<SnapshotFormatException>(() => SnapshotCopy.Copy(venue, flow.Make(ports, options => options with { MaxOpenOrders = 25 })));
        Assert.Throws<SnapshotFormatException>(() => SnapshotCopy.Copy(venue, flow.Make(ports, options => options with { MaxBooks = options.MaxBooks + 1 })));
        Assert.Throws<SnapshotFormatException>(() => SnapshotCopy.Copy(venue, new SimulatedVenue(new InstrumentTable([]), new VenueOptions { MaxOpenOrders = 24 }, ports, ports)));
    }

    private void Run(int seed)
    {
        Random random = new(seed);
        VenuePorts ports = new();
        VenueFlow flow = new(seed, ports);
        SimulatedVenue venue = flow.Make(ports);
        for (int round = 0; round < 5; round++)
        {
            for (int i = random.Next(100); i > 0; i--)
            {
                foreach (Action<SimulatedVenue> step in flow.Next()) { step(venue); }
            }

            _underWay += venue.PendingArrivals;
            VenuePorts copied = new();
            SimulatedVenue copy = flow.Make(copied);
            SnapshotCopy.Copy(venue, copy);
            AssertSame(venue, copy, $"seed {seed}, round {round}, loaded");

            (int sent, int asked) = (ports.Sent.Count, ports.Asked.Count);
            for (int i = 0; i < 60; i++)
            {
                foreach (Action<SimulatedVenue> step in flow.Next())
                {
                    step(venue);
                    step(copy);
                }
            }

            Assert.Equal(ports.Sent.Skip(sent), copied.Sent);
            Assert.Equal(ports.Asked.Skip(asked), copied.Asked);
            AssertSame(venue, copy, $"seed {seed}, round {round}, later");
        }

        _deferred += venue.DeferredFills;
        _fills += venue.Fills;
        foreach (var sent in ports.Sent) { _seen[(sent.Report.Kind, sent.Report.Reason)] = _seen.GetValueOrDefault((sent.Report.Kind, sent.Report.Reason)) + 1; }
    }

    private static void AssertSame(SimulatedVenue left, SimulatedVenue right, string where)
    {
        IReadOnlyList<string> differences = StateComparer.Differences(left, right, NoState);
        Assert.True(differences.Count == 0, $"{where}:\n{string.Join('\n', differences.Take(10))}");
        Assert.Equal(left.Hash, right.Hash);
    }
}
