using System.CommandLine;
using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Events;

namespace LlmTrader.Tools.Cli.Verbs;

/// <summary>The options of <c>backtest</c> that say how its account is margined, and what is paid into and out of it.</summary>
internal sealed class MarginOptions
{
    private readonly Option<string[]> _leverage = OptionOf.Texts("--leverage", "N|INSTRUMENT=N", "Of perpetuals: how many times its margin a position may be worth, of all or of one; 1 when left out.");
    private readonly Option<MarginMode> _margin = OptionOf.Choice("--margin", "What backs perpetual positions: all cash of their currency, or each what was set aside for it.", MarginMode.Cross, ("cross", MarginMode.Cross), ("isolated", MarginMode.Isolated));
    private readonly Option<long?> _feeTier = OptionOf.OptionalNumber("--fee-tier", "N", "Fixes the fee tier: 0 is below the first, N the instrument's N-th; by what the account trades when left out.", 1_000);
    private readonly Option<string?> _cashFlows = OptionOf.Text("--cash-flows", "FILE", "Deposits and withdrawals, text with the head time,currency,amount; below zero takes out. They move neither profit nor drawdown.");
    private readonly Option<string?> _funding = OptionOf.Text("--funding", "FILE", "Funding of perpetuals, text with the head time,symbol,rate,mark_price: a long pays position x mark price x rate. Without a mark price the data's last price stands in; a row without a rate is a mark price, at which margin is reckoned until the next.");

    public IReadOnlyList<Option> All => [_leverage, _margin, _feeTier, _cashFlows, _funding];

    public DatedFiles Files(ParseResult arguments) => new(arguments.GetValue(_cashFlows), arguments.GetValue(_funding));

    /// <summary>The account with what was asked for. Throws <see cref="UsageException"/> for what can't be used.</summary>
    public AccountConfiguration Apply(AccountConfiguration account, ParseResult arguments, InstrumentTable instruments)
    {
        string[] leverages = arguments.GetValue(_leverage)!;
        bool asksForMargin = leverages.Length > 0 || arguments.GetResult(_margin) is { Implicit: false };
        if (asksForMargin && !instruments.All.ToArray().Any(instrument => instrument.IsPerpetual))
        {
            throw new UsageException("--leverage and --margin are about perpetuals, and the data has none: import it with --instruments.");
        }

        int? all = null;
        SortedDictionary<string, int> one = new(StringComparer.Ordinal);
        foreach (string text in leverages)
        {
            int equals = text.LastIndexOf('=');
            bool isNumber = int.TryParse(text.AsSpan(equals + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int leverage) && leverage >= 1;
            if (!isNumber || equals == 0) { throw new UsageException($"--leverage is '{text}'; a whole number from 1, or INSTRUMENT=N such as BTCUSDT.BINANCE=5, is expected."); }
            if (equals < 0) { all = leverage; } else { one[text[..equals]] = leverage; }
        }

        return account with { MarginMode = arguments.GetValue(_margin), Leverage = all, LeverageByInstrument = one.Count > 0 ? one : null, FeeTier = (int?)arguments.GetValue(_feeTier) };
    }
}
