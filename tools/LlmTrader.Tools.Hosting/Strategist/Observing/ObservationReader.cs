using System.Globalization;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Observations;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Strategist.Observing;

/// <summary>
/// Reads the facts of an observation over an engine's admin API. The calls are one after the other while the engine goes on: an order
/// may be in one answer and its fill in the next. Closed bars do not change, and what is held is as of its own call.
/// </summary>
/// <param name="get">Asks the engine for a path, and gives the body of its answer; what is refused throws.</param>
public sealed class ObservationReader(Func<string, CancellationToken, string> get)
{
    // A newer engine may say more than this program knows.
    private static readonly AdminJson Lenient = new(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <exception cref="RunException">The universe names an instrument that the engine does not have.</exception>
    public ObservationFacts Read(ObservedUniverse universe, IReadOnlyList<DecisionFacts> decisions, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(universe);
        PositionReply[] positions = [.. Ask<PositionsReply>("/v1/positions", cancel).Positions.Where(one => Number(one.Quantity) != 0)];
        OrderReply[] orders = [.. Ask<OrdersReply>("/v1/orders?status=open&limit=10000", cancel).Orders];
        InstrumentReply[] instruments = Choose(universe, Ask<InstrumentsReply>("/v1/instruments", cancel).Instruments, [.. positions.Select(one => one.Symbol), .. orders.Select(one => one.Symbol)]);
        HashSet<string> names = [.. instruments.Select(one => one.Name)];
        RiskReply risk = Ask<RiskReply>("/v1/risk", cancel);
        return new ObservationFacts
        {
            Instruments = [.. instruments.Select(one => Facts(one, [.. universe.Bars.Select(bar => Bars(one.Name, bar, universe.History, cancel))]))],
            Accounts = [.. Ask<AccountsReply>("/v1/accounts", cancel).Accounts.SelectMany(account => account.Balances.Select(balance =>
                new AccountFacts(account.Name, balance.Currency, Number(balance.Cash), Number(balance.Equity), Number(balance.Peak))))],
            Positions = [.. positions.Select(one => new PositionFacts(one.Account, one.Symbol, Number(one.Quantity), Number(one.AveragePrice), Number(one.Unrealized)))],
            Orders = [.. orders.Select(Facts)],
            Limits = [.. risk.Limits.Where(one => names.Contains(one.Symbol)).Select(one =>
                new LimitFacts(one.Symbol, Optional(one.OrderQuantity), Optional(one.OrderNotional), Optional(one.Position), one.PriceCollar, one.OrderRate, one.ShortSelling))],
            RiskRules = [.. risk.Rules.Select(one => new RiskRuleFacts(one.Id, one.Kind, one.Scope, one.Target, one.Limit, one.Action, one.On))],
            Slots = [.. Ask<RuleSetsReply>("/v1/rulesets?limit=1", cancel).Slots.Select(slot => new SlotFacts(slot.Slot, slot.Trading, slot.Active?.Name, slot.Active?.RuleSetId))],
            Decisions = decisions,
        };
    }

    private static InstrumentReply[] Choose(ObservedUniverse universe, IReadOnlyList<InstrumentReply> all, string[] needed)
    {
        InstrumentReply[] chosen = universe.Symbols.Count > 0
            ? [.. universe.Symbols.Select(symbol => Find(all, symbol))]
            : [.. all.OrderBy(one => one.Name, StringComparer.Ordinal).Take(universe.Limit)];
        return [.. chosen.Concat(all.Where(one => needed.Contains(one.Name))).DistinctBy(one => one.Name)];
    }

    private static InstrumentReply Find(IReadOnlyList<InstrumentReply> all, string symbol)
    {
        InstrumentReply[] found = [.. all.Where(one => one.Name == symbol || one.Symbol == symbol)];
        return found.Length == 1 ? found[0] : throw new RunException($"strategist.universe: the engine has {(found.Length == 0 ? "no instrument" : "more than one instrument")} '{symbol}'.");
    }

    private BarSeries Bars(string name, string bar, int history, CancellationToken cancel)
    {
        BarsReply reply = Ask<BarsReply>(string.Create(CultureInfo.InvariantCulture, $"/v1/instruments/{Uri.EscapeDataString(name)}/bars?spec={Uri.EscapeDataString(bar)}&limit={history}"), cancel);
        return new BarSeries(bar, [.. reply.Bars.DistinctBy(one => one.CloseTimeNs).Select(one =>
            new ObservedBar(new Timestamp(one.CloseTimeNs), Number(one.Open), Number(one.High), Number(one.Low), Number(one.Close), Number(one.Volume)))]);
    }

    private static InstrumentFacts Facts(InstrumentReply one, IReadOnlyList<BarSeries> horizons) => new()
    {
        Name = one.Name,
        Kind = one.Kind,
        Quote = one.Quote,
        Status = one.Rules.Phase,
        TickSize = Number(one.TickSize),
        LotSize = Math.Max(Number(one.LotSize), Number(one.Rules.BuyLot)),
        MakerFee = Number(one.Rules.MakerFee),
        TakerFee = Number(one.Rules.TakerFee),
        MinNotional = Number(one.Rules.MinNotional),
        PriceBand = Number(one.Rules.PriceBand),
        SettlementDays = one.Rules.SettlementDays,
        MaxLeverage = Number(one.Rules.MaxLeverage),
        Horizons = horizons,
    };

    private static OrderFacts Facts(OrderReply one) => new()
    {
        Id = one.Id,
        Account = one.Account,
        Instrument = one.Symbol,
        Strategy = one.Strategy,
        Side = one.Side,
        Type = one.Type,
        Quantity = Number(one.Quantity),
        Filled = Number(one.Filled),
        Price = Optional(one.Price),
        Trigger = Optional(one.Trigger),
        Created = new Timestamp(one.CreatedNs),
    };

    private T Ask<T>(string path, CancellationToken cancel) => (T)JsonSerializer.Deserialize(get(path, cancel), typeof(T), Lenient)!;

    private static decimal? Optional(string? text) => text is null ? null : Number(text);

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
