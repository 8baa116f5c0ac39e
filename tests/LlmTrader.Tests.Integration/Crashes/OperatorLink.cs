using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Integration.Crashes;

/// <summary>
/// The engine process's end of the operator's line. Inputs come with a tag; <c>DURABLE tag</c> goes back once the outbound gate, which runs
/// behind the journal's durable sequence, has let the input's event pass.
/// </summary>
internal sealed class OperatorLink : ILatencyProbe, IDisposable
{
    private readonly TcpClient _client = new();
    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;

    public OperatorLink(int port)
    {
        _client.Connect(IPAddress.Loopback, port);
        _client.NoDelay = true;
        _reader = new StreamReader(_client.GetStream());
        _writer = new StreamWriter(_client.GetStream()) { AutoFlush = true };
    }

    /// <summary>The tag of an input: a deposit's odd amount or an order's quantity. False for any other event.</summary>
    public static bool TryTag(in EngineEvent e, out long tag)
    {
        tag = e.Kind switch
        {
            EventKind.CashFlow => e.CashFlow.AmountRaw - CrashScene.DepositRaw,
            EventKind.Command when e.Command.Strategy == StrategyId.Manual => e.Command.Quantity.Raw,
            _ => -1,
        };
        return tag >= 0;
    }

    /// <summary>Odd tags are orders, even ones deposits.</summary>
    public static EngineEvent InputOf(long tag)
    {
        if (tag % 2 == 0)
        {
            return new EngineEvent
            {
                Kind = EventKind.CashFlow, Instrument = InstrumentId.None,
                CashFlow = new CashFlow { Kind = CashFlowKind.Deposit, AmountRaw = CrashScene.DepositRaw + tag, Currency = CrashScene.Cash },
            };
        }

        return new EngineEvent
        {
            Kind = EventKind.Command, Instrument = new InstrumentId((int)(tag % CrashScene.Market.Count)),
            Command = new OrderCommand
            {
                Action = CommandAction.New, Strategy = StrategyId.Manual, Side = tag % 4 == 1 ? Side.Buy : Side.Sell, Quantity = new Quantity(tag),
                Price = CrashScene.Market[(int)(tag % CrashScene.Market.Count)].StartPrice, Type = OrderType.Limit, TimeInForce = TimeInForce.GoodTillCancel,
            },
        };
    }

    /// <summary>Null at the end.</summary>
    public string? Read() => _reader.ReadLine();

    public void Say(string line)
    {
        lock (_writer) { _writer.WriteLine(line); }
    }

    public void OnDecision(in EngineEvent e)
    {
    }

    public void OnRelease(in EngineEvent e)
    {
        if (TryTag(in e, out long tag)) { Say(string.Create(CultureInfo.InvariantCulture, $"DURABLE {tag}")); }
    }

    public void Dispose() => _client.Dispose();
}
