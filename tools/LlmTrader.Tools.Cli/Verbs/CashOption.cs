using System.CommandLine;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Cli.Verbs;

/// <summary><c>--cash</c>: what the account of a backtest begins with.</summary>
internal sealed class CashOption
{
    private const string Default = "100000";

    private readonly Option<string[]> _cash = OptionOf.Texts("--cash", "CURRENCY=AMOUNT", $"Initial cash; {Default} of each quote currency when left out.");

    public Option Option => _cash;

    /// <summary>Amounts by currency. Throws <see cref="UsageException"/> for what is no such pair, or a currency that is given twice.</summary>
    public Dictionary<string, string> Read(ParseResult arguments, InstrumentTable instruments)
    {
        Dictionary<string, string> cash = [];
        foreach (string text in arguments.GetValue(_cash)!)
        {
            string[] parts = text.Split('=');
            bool isPair = parts.Length == 2 && Currency.TryParse(parts[0], out _) && parts[1].Length > 0;
            if (!isPair) { throw new UsageException($"--cash is '{text}'; CURRENCY=AMOUNT is expected, such as USDT=100000."); }
            if (!cash.TryAdd(parts[0], parts[1])) { throw new UsageException($"--cash gives {parts[0]} twice."); }
        }

        if (cash.Count > 0) { return cash; }
        foreach (Instrument instrument in instruments.All) { cash[instrument.Quote.ToString()] = Default; }
        return cash;
    }
}
