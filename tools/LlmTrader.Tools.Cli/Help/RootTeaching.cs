using LlmTrader.Tools.Cli.Verbs;

namespace LlmTrader.Tools.Cli.Help;

/// <summary>Where a newcomer starts.</summary>
internal sealed class RootTeaching : ITaught
{
    public static readonly RootTeaching Instance = new();

    /// <inheritdoc/>
    public string Teaching =>
        "Start with `llmtrader demo`: a simulated market runs through the engine, is journaled, and is replayed to the same state hash. "
        + "Then import a file of your own trades, and backtest a strategy on it. `llmtrader <verb> --help` teaches each verb.";

    /// <inheritdoc/>
    public IReadOnlyList<Example> Examples =>
    [
        new("llmtrader demo", "the whole engine at work, in a few seconds, without any data or network"),
        new("llmtrader import BTCUSDT-trades-2024-08-08.zip --to data/btc", "turn a trades file into a journal"),
        new("llmtrader backtest --data data/btc --strategy 'ma-cross:fast=10,slow=30,bar=1m,quantity=1'", "trade it, and see why it traded or did not"),
    ];
}
