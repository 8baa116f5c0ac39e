using System.ComponentModel;
using LlmTrader.Tools.Hosting.Admin.Client;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using LlmTrader.Tools.Hosting.Mcp.Calls;
using ModelContextProtocol.Server;

namespace LlmTrader.Tools.Hosting.Mcp.Tools;

/// <summary>What a running engine sees and holds.</summary>
/// <param name="engine">Asked over its admin API.</param>
internal sealed class EngineTools(AdminClient engine)
{
    private const string SymbolHelp = "The instrument by the name that the tool instruments gives, SYMBOL.VENUE; the symbol alone where only one venue has it.";
    private const int MostNamed = 20;

    [McpServerTool(Name = ToolNames.Instruments, Title = "List instruments", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("The instruments that the engine trades: name, status, last price, best bid and ask, tick and lot. Begin here: other tools take the names that this one gives. Needs a running engine.")]
    public InstrumentsSeen Instruments([Description("At most this many, 1 to 500.")] int limit = 100, CancellationToken cancel = default)
    {
        InstrumentsReply reply = engine.Get<InstrumentsReply>("/v1/instruments", cancel);
        return new InstrumentsSeen(reply.Sequence, reply.Instruments.Count, [.. reply.Instruments.Take(Limit(limit, 500)).Select(one => new InstrumentSeen(one.Name, one.Status, one.LastPrice, one.Bid, one.Ask, one.TickSize, one.LotSize, one.LastData))]);
    }

    [McpServerTool(Name = ToolNames.Bars, Title = "Closed bars", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("An instrument's newest closed bars, newest first: open, high, low, close and volume as decimal text, times in UTC. The bar that is still open is not among them. Needs a running engine; history from before it started is for backtest.")]
    public BarsSeen Bars(
        [Description(SymbolHelp)] string symbol,
        [Description("Which bars, such as 1s, 1m or 1h: one of those that the engine makes; the first of them when left out.")] string? spec = null,
        [Description("At most this many, 1 to 1000.")] int limit = 50,
        CancellationToken cancel = default)
    {
        if (spec is not null && (spec.Length is 0 or > 16 || !spec.All(char.IsAsciiLetterOrDigit))) { throw new ToolException("bad_argument", "The argument 'spec' is no bar length such as 1m."); }
        string query = spec is null ? "" : $"&spec={Uri.EscapeDataString(spec)}";
        BarsReply reply = engine.Get<BarsReply>($"/v1/instruments/{Uri.EscapeDataString(Known(symbol, cancel))}/bars?limit={Limit(limit, 1000)}{query}", cancel);
        return new BarsSeen(reply.Symbol, reply.Spec, reply.Sequence, [.. reply.Bars.Select(bar => new BarSeen(bar.OpenTime, bar.CloseTime, bar.Open, bar.High, bar.Low, bar.Close, bar.Volume, bar.Trades))]);
    }

    [McpServerTool(Name = ToolNames.Positions, Title = "Positions", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("What each account holds: signed quantity, average price, value, realised and unrealised profit, fees, and which rule-set slot holds how much. What was held once and is closed is there with quantity 0. Needs a running engine.")]
    public PositionsReply Positions(CancellationToken cancel = default) => engine.Get<PositionsReply>("/v1/positions", cancel);

    [McpServerTool(Name = ToolNames.Orders, Title = "Orders", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Orders, newest first: what was wanted, how it stands, what was filled at which average price, and why it was refused. As far as the engine keeps them at hand. Needs a running engine.")]
    public OrdersSeen Orders(
        [Description("open, done or all.")] string status = "open",
        [Description($"Only those of one instrument. {SymbolHelp}")] string? symbol = null,
        [Description("At most this many, 1 to 500.")] int limit = 50,
        CancellationToken cancel = default)
    {
        if (status is not ("open" or "done" or "all")) { throw new ToolException("bad_argument", "The argument 'status' is open, done or all."); }
        string of = symbol is null ? "" : $"&symbol={Uri.EscapeDataString(Known(symbol, cancel))}";
        OrdersReply reply = engine.Get<OrdersReply>($"/v1/orders?status={status}&limit={Limit(limit, 500)}{of}", cancel);
        return new OrdersSeen(reply.Sequence, reply.Open, [.. reply.Orders.Select(one =>
            new OrderSeen(one.Id, one.Symbol, one.Account, one.Strategy, one.Side, one.Type, one.Quantity, one.Price, one.Trigger, one.Status, one.Filled, one.AveragePrice, one.Reason, one.Created, one.Updated))]);
    }

    [McpServerTool(Name = ToolNames.Strategies, Title = "Rule-set slots", ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("The rule-set slots: which set decides in each, whether it may open positions (active: yes; paused or reducing: it only gets out; halted: it sends nothing), and what it holds. pause_strategy takes a slot's number from here. Needs a running engine.")]
    public StrategiesReply Strategies(CancellationToken cancel = default) => engine.Get<StrategiesReply>("/v1/strategies", cancel);

    // What a client says goes into no path: the engine's own name for it does.
    private string Known(string symbol, CancellationToken cancel)
    {
        IReadOnlyList<InstrumentReply> all = engine.Get<InstrumentsReply>("/v1/instruments", cancel).Instruments;
        InstrumentReply[] found = [.. all.Where(one => one.Name == symbol)];
        if (found.Length == 0) { found = [.. all.Where(one => one.Symbol == symbol)]; }
        return found is [var only] ? only.Name : throw new ToolException("unknown_symbol", found.Length == 0 ? "The engine has no such instrument." : "Several venues have it: name one, as SYMBOL.VENUE.", $"It has {string.Join(", ", (found.Length > 0 ? found : all).Take(MostNamed).Select(one => one.Name))}.");
    }

    private static int Limit(int limit, int most) => limit >= 1 && limit <= most ? limit : throw new ToolException("bad_argument", $"The argument 'limit' is 1 to {most}.");
}

internal sealed record InstrumentsSeen(long Sequence, int Total, IReadOnlyList<InstrumentSeen> Instruments);

internal sealed record InstrumentSeen(string Name, string Status, string? LastPrice, string? Bid, string? Ask, string TickSize, string LotSize, string? LastData);

internal sealed record BarsSeen(string Symbol, string Spec, long Sequence, IReadOnlyList<BarSeen> Bars);

internal sealed record BarSeen(string OpenTime, string CloseTime, string Open, string High, string Low, string Close, string Volume, long Trades);

internal sealed record OrdersSeen(long Sequence, int Open, IReadOnlyList<OrderSeen> Orders);

internal sealed record OrderSeen(
    string Id, string Symbol, string Account, string Strategy, string Side, string Type, string Quantity, string? Price, string? Trigger, string Status, string Filled, string? AveragePrice, string? Reason, string Created, string Updated);
