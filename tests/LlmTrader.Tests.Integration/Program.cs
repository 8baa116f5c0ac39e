using LlmTrader.Engine.Runtime;
using LlmTrader.Tests.Integration.Allocation;
using LlmTrader.Tests.Integration.Crashes;
using LlmTrader.Tests.Integration.Soak;

namespace LlmTrader.Tests.Integration;

/// <summary>What of this project runs as a process of its own, so that a test can kill it, or have it to itself.</summary>
public static class Program
{
    public static int Main(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        return args switch
        {
            ["crash-engine", var directory, var seed, var venue, var operatorPort] => CrashEngine.Run(directory, Number(seed), Number(venue), Number(operatorPort)),
            ["crash-snapshots", var directory, var every] => CrashSide.Run(directory, Number(every)),
            ["hot-path", var topology, var events, "plain" or "allocating"] => HotPathRun.Run(Enum.Parse<EngineTopology>(topology), long.Parse(events, System.Globalization.CultureInfo.InvariantCulture), args[3] == "allocating"),
            ["soak-venue", var rate, var seed] => SoakVenue.RunAsync(Number(rate), Number(seed)).GetAwaiter().GetResult(),
            ["soak-hiccups"] => SoakHelper.RunHiccups(),
            _ => Usage(),
        };
    }

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static int Usage()
    {
        Console.Error.WriteLine("crash-engine DIRECTORY SEED VENUE-PORT OPERATOR-PORT: an engine on a journal, for tests that kill it.");
        Console.Error.WriteLine("crash-snapshots DIRECTORY EVERY: makes snapshots of that journal, every so many events, beside the engine.");
        Console.Error.WriteLine("hot-path TOPOLOGY EVENTS plain|allocating: what the engine allocates for a simulated market, by a rule set that doesn't or does.");
        Console.Error.WriteLine("soak-venue MESSAGES-PER-SECOND SEED: a loopback venue that publishes until its input ends.");
        Console.Error.WriteLine("soak-hiccups: what the machine adds to a sleep, until its input ends.");
        return 2;
    }
}
