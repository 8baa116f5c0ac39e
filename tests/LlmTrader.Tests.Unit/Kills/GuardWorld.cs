using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Tests.Unit.Runtime;

namespace LlmTrader.Tests.Unit.Kills;

/// <summary>An engine that trades through a guarded gateway at a venue that only notes what it gets; the test answers for it.</summary>
internal sealed class GuardWorld : IOrderEntry, IDisposable
{
    private readonly List<OrderCommand> _written = [];
    private readonly MarketDataInbox _inbox;
    private int _seconds;

    public GuardWorld(EngineTopology topology = EngineTopology.Fused)
    {
        Gateway = new GuardedGateway(Flag, this, Options, epoch: 1, again: TimeSpan.FromMilliseconds(20));
        Engine = new TradingEngine(Options, RuntimeWorld.Threading(topology), new EnginePorts { RuleSet = ScriptedRuleSet.Idle, Journal = Journal, Gateway = Gateway, UntilDurable = true });
        _inbox = Engine.AddInbox(64, InboxOverflow.Wait);
        Gateway.Start(Engine);
        Engine.Start();
        Trade();
    }

    public static EngineOptions Options => RuntimeWorld.Options("1m") with { Execution = ExecutionMode.Gateway };

    public KillFlag Flag { get; } = new();

    public FakeJournal Journal { get; } = new();

    public GuardedGateway Gateway { get; }

    public TradingEngine Engine { get; }

    /// <summary>Called with each command before it counts as written; may throw.</summary>
    public Action<OrderCommand>? OnWrite { get; set; }

    public List<OrderCommand> Written
    {
        get { lock (_written) { return [.. _written]; } }
    }

    public void Write(in OrderCommand command, int epoch)
    {
        Assert.Equal(1, epoch);
        OnWrite?.Invoke(command);
        lock (_written) { _written.Add(command); }
    }

    public void Trade()
    {
        int before = Journal.Events.Count;
        _inbox.Write(RuntimeWorld.Trade(_seconds++, 100), Engine.Stopped);
        RuntimeWorld.Eventually(() => Journal.Events.Count > before, "the price is in");
    }

    public void Send(EngineEvent command)
    {
        while (!Engine.Commands.TryWrite(in command)) { Thread.Yield(); }
    }

    /// <summary>A person's order that has reached the venue.</summary>
    public OrderCommand Order(long quantity)
    {
        int before = Written.Count(command => command.Action == CommandAction.New);
        Send(RuntimeWorld.Manual(0, Side.Buy, quantity));
        RuntimeWorld.Eventually(() => Written.Count(command => command.Action == CommandAction.New) > before, "the order is written");
        return Written.Last(command => command.Action == CommandAction.New);
    }

    public bool Answer(in OrderCommand order, ReportKind kind, long last = 0)
    {
        Assert.True(Gateway.TryGet(order.OrderId, out GatewayOrder open));
        ExecutionReport report = open.Report(order.OrderId, kind);
        if (kind == ReportKind.Fill)
        {
            report.LastQuantity = new Quantity(last);
            report.LastPrice = new Price(100);
            report.CumulativeQuantity = open.Filled + report.LastQuantity;
            report.LeavesQuantity = open.Ordered - report.CumulativeQuantity;
        }

        return Gateway.Report(in report, default);
    }

    public int Reports(ReportKind kind) => Journal.Events.Count(e => e.Kind == EventKind.Report && e.Report.Kind == kind);

    /// <summary>Stops clean; the journal replays without a difference.</summary>
    public void StopAndReplay()
    {
        HashCheckpoint final = Engine.Stop(RuntimeWorld.Patience);
        ReplayResult result = new ReplayEngine(Options, RuntimeWorld.Threading(EngineTopology.Inline), ScriptedRuleSet.Idle).Run(Journal.Read());
        Assert.Null(result.Divergence);
        Assert.Equal(final.Hash, result.Hash);
    }

    public void Dispose()
    {
        Engine.Dispose();
        Gateway.Dispose();
    }
}
