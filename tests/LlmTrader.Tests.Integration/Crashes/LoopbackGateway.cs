using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Integration.Crashes;

/// <summary>
/// A session at a <see cref="LoopbackVenue"/> behind a <see cref="GuardedGateway"/>; the venue is heard on a thread of its own. What was
/// sent is never sent again; what a start finds open it asks for, and what the venue twice does not know, a settle time apart, was not sent.
/// </summary>
internal sealed class LoopbackGateway : IOrderEntry, IDisposable
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(30);

    private readonly Dictionary<OrderId, long> _absentAt = [];
    private readonly string _journalId;
    private readonly Socket _socket;
    private readonly Lock _sending = new();
    private readonly byte[] _in = new byte[1 << 16];
    private readonly Thread _thread;
    private string _rest = "";
    private volatile bool _isDisposed;
    private int _pings;
    private int _pongs;

    public LoopbackGateway(KillFlag kill, EngineOptions options, string journalId, int epoch, int port)
    {
        _journalId = journalId;
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(IPAddress.Loopback, port);
        Gateway = new GuardedGateway(kill, this, options, epoch, again: TimeSpan.FromMilliseconds(100));
        _thread = new Thread(Run) { Name = "loopback session", IsBackground = true };
    }

    /// <summary>What the engine sends to.</summary>
    public GuardedGateway Gateway { get; }

    /// <summary>Why the thread ended; null while all is well.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Takes over what the recovery found, and asks for it.</summary>
    public void Start(TradingEngine engine)
    {
        Line("LOGON");
        foreach (OrderId id in Gateway.Start(engine)) { Ask(id); }
        _thread.Start();
    }

    public void Write(in OrderCommand command, int epoch)
    {
        string id = new ClientOrderId(_journalId, epoch, command.OrderId).ToString();
        switch (command.Action)
        {
            case CommandAction.New: Line($"NEW {id} {command.Side} {command.Quantity.Raw} {command.Price.Raw}"); break;
            case CommandAction.Cancel: Line($"CANCEL {id}"); break;
            default: throw new NotSupportedException("The loopback venue knows no amendments.");
        }
    }

    /// <summary>Returns once everything that the venue had said by now is in the engine's inbox.</summary>
    public bool RoundTrip(TimeSpan patience)
    {
        int ping = Interlocked.Increment(ref _pings);
        Line("PING");
        return SpinWait.SpinUntil(() => Volatile.Read(ref _pongs) >= ping || Fault is not null || Gateway.Fault is not null, patience) && Fault is null && Gateway.Fault is null;
    }

    public void Dispose()
    {
        _isDisposed = true;
        Gateway.Dispose();
        if (_thread.IsAlive) { _thread.Join(); }
        _socket.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_isDisposed)
            {
                AskAgain();
                if (_socket.Poll(200, SelectMode.SelectRead)) { Receive(); }
            }
        }
        catch (Exception failure)
        {
            Fault = failure;
        }
    }

    private void Receive()
    {
        int length = _socket.Receive(_in);
        if (length == 0) { throw new IOException("The venue has closed the connection."); }
        string text = _rest + Encoding.ASCII.GetString(_in, 0, length);
        int from = 0;
        for (int end; (end = text.IndexOf('\n', from)) >= 0; from = end + 1) { OnLine(text[from..end].Split(' ')); }
        _rest = text[from..];
    }

    private void OnLine(string[] words)
    {
        if (words[0] == "PONG") { Interlocked.Increment(ref _pongs); return; }
        if (!ClientOrderId.TryParse(words[1], out ClientOrderId name) || name.JournalId != _journalId) { throw new IOException($"Not ours: {words[1]}."); }
        if (!Gateway.TryGet(name.OrderId, out GatewayOrder order)) { return; }   // It has ended, and the venue repeats itself.
        if (words[0] == "ABSENT") { OnAbsent(name.OrderId, in order); return; }
        ExecutionReport report = order.Report(name.OrderId, words[0] switch
        {
            "ACK" => ReportKind.Accepted,
            "FILL" => ReportKind.Fill,
            "CANCELED" => ReportKind.Canceled,
            "REJECT" => ReportKind.Rejected,
            "CANCELREJECT" => ReportKind.CancelRejected,
            _ => throw new IOException($"The venue says '{words[0]}'."),
        });
        if (report.Kind == ReportKind.Fill) { Fill(ref report, in order, words); }

        // It may tell of fills that came while nobody was there to hear: then it waits for the answer to the query, which tells them first.
        if (report.Kind == ReportKind.Canceled) { report.CumulativeQuantity = new Quantity(Number(words[2])); }
        Gateway.Report(in report, default);
    }

    private static void Fill(ref ExecutionReport report, in GatewayOrder order, string[] words)
    {
        Instrument instrument = CrashScene.Market[order.Instrument.Value].Instrument;
        report.LastQuantity = new Quantity(Number(words[2]));
        report.LastPrice = new Price(Number(words[3]));
        report.CumulativeQuantity = new Quantity(Number(words[4]));
        report.LeavesQuantity = order.Ordered - report.CumulativeQuantity;
        report.FeeCurrency = instrument.Quote;
        report.FeeRaw = instrument.TakerFee.Of(instrument.Notional(report.LastPrice, report.LastQuantity)).Raw;
        report.Liquidity = Liquidity.Taker;
    }

    // The venue ends the session before this one, and reads all of it, before it answers: what it twice does not know never came.
    private void OnAbsent(OrderId id, in GatewayOrder order)
    {
        if (_absentAt.TryAdd(id, Environment.TickCount64)) { return; }
        _absentAt.Remove(id);
        Gateway.Report(order.Report(id, ReportKind.NotSent), default);
    }

    private void AskAgain()
    {
        if (_absentAt.Count == 0) { return; }
        foreach ((OrderId id, long at) in _absentAt)
        {
            if (at == long.MaxValue || Environment.TickCount64 - at < Settle.TotalMilliseconds) { continue; }
            _absentAt[id] = long.MaxValue;   // Asked.
            Ask(id);
        }
    }

    private void Ask(OrderId id)
    {
        if (Gateway.TryGet(id, out GatewayOrder order)) { Line($"QUERY {new ClientOrderId(_journalId, order.Epoch, id)}"); }
    }

    private void Line(string line)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(line + "\n");
        lock (_sending)
        {
            for (int sent = 0; sent < bytes.Length;) { sent += _socket.Send(bytes.AsSpan(sent)); }
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
