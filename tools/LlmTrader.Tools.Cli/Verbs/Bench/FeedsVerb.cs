using System.CommandLine;
using System.Globalization;
using LlmTrader.Perf.Latency.Feeds;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Tools.Cli.Terminal;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary><c>llmtrader bench feeds</c></summary>
internal sealed class FeedsVerb : Verb
{
    private readonly Option<int> _runs = OptionOf.Number("--runs", "N", "Counted runs, after three that warm up.", 9, 1, 1_000);
    private readonly Option<int> _messages = OptionOf.Number("--messages", "N", "Messages of each kind in a run; four times as many over the socket.", 50_000, 1_000, 1_000_000);

    public FeedsVerb()
        : base("feeds", "A venue's messages: the cost of each from its bytes to the engine's queue, and how many a feed takes over a WebSocket.")
    {
        Options.Add(_runs);
        Options.Add(_messages);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Binance's own JSON, parsed and published on one thread: a trade, a best bid and ask, a change of twenty levels. Then the same three, two to seven to one, over a WebSocket on loopback into a whole feed; "
        + "the sender runs on the same machine, and its time is in the figure. Each message is checked to have become its event.\n\n"
        + "A message that allocates on its way from bytes to queue ends the benchmark with exit code 3. What the framework's WebSocket allocates for receiving is in the last two figures: next to nothing while messages are at hand, something for each that is waited for.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader bench feeds", "nine runs of 50,000 messages of each kind"), new("llmtrader bench feeds --json", "for a program")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        FeedBenchmark benchmark = new(arguments.GetValue(_messages), arguments.GetValue(_runs));
        FeedBenchmarkResult result = session.WithProgress("bench feeds", report => benchmark.Run((done, all) => report(done, all)));
        if (session.IsJson) { session.WriteJson(result); }
        else { Print(result, session); }
        return ExitCode.Success;
    }

    private static void Print(FeedBenchmarkResult result, Session session)
    {
        session.WriteLine($"{Figure.Count(result.Trade.Messages)} messages of each kind, runs: {result.Trade.Nanoseconds.Runs}, one thread");
        Table costs = Tables.Figures("Bytes to queue", "median", "min", "max", "spread", "frame", "allocated");
        Row(costs, "trade", result.Trade);
        Row(costs, "best bid and ask", result.Quote);
        Row(costs, "change of 20 levels", result.Change);
        session.Write(costs);
        session.WriteLine($"over a WebSocket, sender included: {Rate(result.Socket)}");
        session.WriteLine($"one by one at {Figure.Count(FeedBenchmark.PacedRate)}/s: {Rate(result.Paced)}");
    }

    private static string Rate(SocketRate rate) =>
        $"{Figure.Count((long)rate.PerSecond.Median)} messages/s ({Figure.Count((long)rate.PerSecond.Min)} to {Figure.Count((long)rate.PerSecond.Max)}), "
        + $"{rate.AllocatedBytesPerMessage.Median.ToString("F2", CultureInfo.InvariantCulture)} bytes allocated per message by the whole process";

    private static void Row(Table table, string name, FrameCost cost) => table.Row(
        name, Figure.PreciseNanoseconds(cost.Nanoseconds.Median), Figure.PreciseNanoseconds(cost.Nanoseconds.Min), Figure.PreciseNanoseconds(cost.Nanoseconds.Max),
        cost.Nanoseconds.RelativeSpread is { } spread ? Figure.Percent(spread) : "-", Figure.Bytes(cost.FrameBytes), Figure.Bytes(cost.AllocatedBytes));
}
