using LlmTrader.Tests.Support.Loopback;

namespace LlmTrader.Tests.Simulation.Binance;

/// <summary>What goes wrong between a venue and its client, in an order drawn by a seed.</summary>
internal sealed class FaultScript(BinanceLoopback venue, AuditingPort port, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<string> _done = [];

    /// <summary>The faults so far.</summary>
    public string Done => string.Join(", ", _done);

    public async Task StrikeAsync()
    {
        int kind = _random.Next(18);
        _done.Add(Names[kind]);
        switch (kind)
        {
            case 0: venue.EndAll(); break;
            case 1: venue.ForEach(session => session.Close()); break;
            case 2: Each(session => session.Drop = _random.Next(1, 6)); break;
            case 3: Each(session => session.Duplicate = _random.Next(1, 6)); break;
            case 4: Each(session => session.Hold = _random.Next(1, 4)); break;
            case 5: Each(session => session.Garbage = _random.Next(1, 4)); break;
            case 6: Each(session => session.Fragment = _random.Next(1, 20)); break;
            case 7: Each(session => session.Slow = _random.Next(1, 6)); break;
            case 8: venue.ForEach(session => session.Freeze()); break;
            case 9: venue.Refuse(429, _random.Next(3) == 0 ? 1 : 0); break;
            case 10: venue.Refuse(418, 0); break;
            case 11: venue.Refuse(_random.Next(500, 505), null); break;
            case 12: venue.OldSnapshots = _random.Next(1, 3); break;
            case 13: venue.ForEach(session => session.Send("{\"e\":\"serverShutdown\",\"E\":1770123456789}"u8.ToArray())); break;
            case 14: venue.RefuseConnections = _random.Next(1, 4); venue.EndAll(); break;
            case 15: port.RefusalsPerThousand = _random.Next(5, 60); break;
            case 16: venue.RestDelay = TimeSpan.FromMilliseconds(_random.Next(1, 250)); break;
            default: await Task.Delay(_random.Next(5, 40)); break;   // A pause of the market.
        }
    }

    /// <summary>All is well from here on.</summary>
    public void End()
    {
        venue.RestDelay = TimeSpan.Zero;
        venue.RefuseConnections = 0;
        venue.OldSnapshots = 0;
        port.RefusalsPerThousand = 0;
        Each(session => (session.Drop, session.Duplicate, session.Hold, session.Garbage) = (0, 0, 0, 0));
    }

    private static string[] Names =>
    [
        "disconnect", "close", "gap", "duplicates", "reorder", "garbage", "fragments", "slow", "half-open", "429", "418", "5xx",
        "old snapshot", "serverShutdown", "refused connections", "full engine", "slow rest", "pause",
    ];

    private void Each(Action<LoopbackSession> action)
    {
        lock (venue.Gate) { venue.ForEach(action); }
    }
}
