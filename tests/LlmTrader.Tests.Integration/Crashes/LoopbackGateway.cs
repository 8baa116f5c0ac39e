using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Integration.Crashes;

/// <summary>
/// Carries orders to a <see cref="LoopbackVenue"/> and its answers back, on a thread of its own. What it sends is never sent again; what a
/// start finds open it asks for, and what the venue twice does not know, a settle time apart, was not sent.
/// </summary>
internal sealed class LoopbackGateway : IExecutionGateway, IDisposable
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(30);

    private readonly SpscQueue<OrderCommand> _commands = new(4096);
    private readonly GatewayOrders _orders = new(4096);
    private readonly Dictionary<OrderId, long> _absentAt = [];
    private readonly string _journalId;
    private readonly int _epoch;
    private readonly Socket _socket;
    private readonly StringBuilder _out = new();
    private readonly byte[] _in = new byte[1 << 16];
    private readonly Thread _thread;
    private TradingEngine? _engine;
    private string _rest = "";
    private volatile bool _isDisposed;
    private volatile bool _isKilled;
    private int _pings;
    private int _pongs;

    public LoopbackGateway(string journalId, int epoch, int port)
    {
        (_journalId, _epoch) = (journalId, epoch);
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(IPAddress.Loopback, port);
        _thread = new Thread(Run) { Name = "loopback gateway", IsBackground = true };
    }

    /// <summary>Why the thread ended; null while all is well.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>From here on no new order goes out; cancels do.</summary>
    public void Kill() => _isKilled = true;

    /// <summary>Takes over what the recovery found, and asks for it.</summary>
    public void Start(TradingEngine engine)
    {
        _engine = engine;
        _orders.TakeOver(engine.Stages.Matching.GatewayOrders!);
        _thread.Start();
    }

    public void Send(in OrderCommand command, Timestamp decidedAt)
    {
        SpinWait spin = default;
        while (!_isDisposed)
        {
            ref OrderCommand slot = ref _commands.TryClaim(out bool claimed);
            if (!claimed) { spin.SpinOnce(); continue; }
            slot = command;
            _commands.Publish();
            return;
        }
    }

    /// <summary>Returns once everything that the venue had said by now is in the engine's inbox.</summary>
    public bool RoundTrip(TimeSpan patience)
    {
        int ping = Interlocked.Increment(ref _pings);
        return SpinWait.SpinUntil(() => Volatile.Read(ref _pongs) >= ping || Fault is not null, patience) && Fault is null;
    }

    public void Dispose()
    {
        _isDisposed = true;
        if (_thread.IsAlive) { _thread.Join(); }
        _socket.Dispose();
    }

    private void Run()
    {
        try
        {
            Line("LOGON");
            foreach (OrderId id in _orders.Ids()) { Ask(id); }
            int pinged = 0;
            while (!_isDisposed)
            {
                TakeCommands();
                AskAgain();
                for (; pinged < Volatile.Read(ref _pings); pinged++) { Line("PING"); }
                Flush();
                if (_socket.Poll(200, SelectMode.SelectRead)) { Receive(); }
            }
        }
        catch (Exception failure)
        {
            Fault = failure;
        }
    }

    private void TakeCommands()
    {
        ref OrderCommand command = ref _commands.TryPeek(out bool available);
        while (available)
        {
            _orders.OnCommand(in command, _epoch);
            if (_orders.TryGet(command.OrderId, out GatewayOrder order)) { Write(in command, in order); }
            _commands.Release();
            command = ref _commands.TryPeek(out available);
        }
    }

    private void Write(in OrderCommand command, in GatewayOrder order)
    {
        string id = NameOf(command.OrderId, in order);
        switch (command.Action)
        {
            case CommandAction.New when _isKilled: Report(order.Report(command.OrderId, ReportKind.Rejected) with { Reason = RejectReason.Killed }, in order); break;
            case CommandAction.New: Line($"NEW {id} {order.Side} {command.Quantity.Raw} {command.Price.Raw}"); break;
            case CommandAction.Cancel: Line($"CANCEL {id}"); break;
            default: Report(order.Report(command.OrderId, ReportKind.ReplaceRejected) with { Reason = RejectReason.UnsupportedOrder }, in order); break;
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
        if (!_orders.TryGet(name.OrderId, out GatewayOrder order)) { return; }   // It has ended, and the venue repeats itself.
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
        Report(report, in order);
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
        Report(order.Report(id, ReportKind.NotSent), in order);
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
        if (_orders.TryGet(id, out GatewayOrder order)) { Line($"QUERY {NameOf(id, in order)}"); }
    }

    private void Report(ExecutionReport report, in GatewayOrder order)
    {
        if (_orders.TryApply(in report)) { _engine!.Reports!.Write(order.Instrument, in report, default, _engine.Stopped); }
    }

    private string NameOf(OrderId id, in GatewayOrder order) => new ClientOrderId(_journalId, order.Epoch, id).ToString();

    private void Line(string line) => _out.Append(line).Append('\n');

    private void Flush()
    {
        if (_out.Length == 0) { return; }
        byte[] bytes = Encoding.ASCII.GetBytes(_out.ToString());
        _out.Clear();
        for (int sent = 0; sent < bytes.Length;) { sent += _socket.Send(bytes.AsSpan(sent)); }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
