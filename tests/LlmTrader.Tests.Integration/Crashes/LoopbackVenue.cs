using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LlmTrader.Tests.Integration.Crashes;

/// <summary>
/// A venue to crash against, which outlives the engines that trade at it. Not a likeness of any exchange; lines of text over TCP:
/// <code>
/// LOGON                             begins a session; the one before it ends once all that it had sent is read
/// NEW id Buy|Sell quantity price    → ACK id | REJECT id, then FILL id last price cumulative, some time
/// CANCEL id                         → CANCELED id cumulative | CANCELREJECT id
/// QUERY id                          → all that was said of the order, again | ABSENT id
/// PING                              → PONG, behind all that was said before
/// </code>
/// Answers come after delays drawn under a seed, and now and then twice. What nobody is there to hear is kept for the next query.
/// </summary>
internal sealed class LoopbackVenue : IDisposable
{
    private readonly Random _random;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Action, long> _agenda = new();
    private readonly Dictionary<string, LoopbackOrder> _orders = [];
    private readonly List<string> _log = [];
    private readonly StreamWriter _logFile;
    private readonly Thread _acceptor;
    private readonly Thread _clock;
    private VenueSession? _session;
    private int _endedSessions;
    private volatile bool _isDisposed;

    public LoopbackVenue(int seed, string logFile)
    {
        _random = new Random(seed);
        _logFile = new StreamWriter(logFile) { AutoFlush = true };
        _listener.Start();
        _acceptor = new Thread(Accept) { IsBackground = true };
        _clock = new Thread(KeepAgenda) { IsBackground = true };
        _acceptor.Start();
        _clock.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Every client order id that ever came, in order.</summary>
    public IReadOnlyList<string> Log
    {
        get { lock (_gate) { return [.. _log]; } }
    }

    /// <summary>Connections that have ended, and of which all is read.</summary>
    public int EndedSessions => Volatile.Read(ref _endedSessions);

    /// <summary>Whether nothing is about to happen.</summary>
    public bool IsQuiet
    {
        get { lock (_gate) { return _agenda.Count == 0; } }
    }

    /// <summary>What each order that came has filled.</summary>
    public IReadOnlyDictionary<string, long> Fills
    {
        get { lock (_gate) { return _orders.ToDictionary(pair => pair.Key, pair => pair.Value.Filled); } }
    }

    public void Dispose()
    {
        _isDisposed = true;
        _listener.Stop();
        _acceptor.Join();
        _clock.Join();
        VenueSession? session;
        lock (_gate) { session = _session; }
        session?.Dispose();   // Not behind the gate: it waits for its reader, who may want the gate for a line.
        _logFile.Dispose();
    }

    private void Accept()
    {
        while (!_isDisposed)
        {
            try
            {
                VenueSession session = new(_listener.AcceptTcpClient());
                session.Start(line => OnLine(session, line.Split(' ')), () => Interlocked.Increment(ref _endedSessions));
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException) { return; }   // The listener was stopped.
        }
    }

    private void OnLine(VenueSession session, string[] words)
    {
        if (words[0] == "LOGON")
        {
            VenueSession? before;
            lock (_gate) { (before, _session) = (_session, session); }
            before?.AwaitEnd();
            return;
        }

        lock (_gate)
        {
            switch (words[0])
            {
                case "NEW": OnNew(words[1], Number(words[3]), Number(words[4])); break;
                case "CANCEL": In(5, () => OnCancel(words[1])); break;
                case "QUERY": OnQuery(words[1]); break;
                case "PING": session.Say("PONG"); break;
                default: throw new IOException($"Not of the protocol: {string.Join(' ', words)}.");
            }
        }
    }

    private void OnNew(string id, long quantity, long price)
    {
        _log.Add(id);
        _logFile.WriteLine(id);
        if (_orders.ContainsKey(id)) { return; }   // The log tells.
        LoopbackOrder order = new(id, quantity, price);
        _orders.Add(id, order);
        In(4, () => Accept(order));
    }

    private void Accept(LoopbackOrder order)
    {
        if (order.IsDone) { return; }
        bool isRejected = _random.Next(40) == 0;
        Tell(order, isRejected ? "REJECT" : "ACK", isLast: isRejected);
        int fills = isRejected ? 0 : _random.Next(4);
        for (int i = 0; i < fills; i++) { In(30, () => Fill(order)); }
    }

    private void Fill(LoopbackOrder order)
    {
        if (order.IsDone) { return; }
        long last = _random.Next(3) == 0 ? order.Quantity - order.Filled : _random.NextInt64(1, order.Quantity - order.Filled + 1);
        order.Filled += last;
        Tell(order, "FILL", isLast: order.Filled == order.Quantity, string.Create(CultureInfo.InvariantCulture, $" {last} {order.Price} {order.Filled}"));
    }

    private void OnCancel(string id)
    {
        if (_orders.TryGetValue(id, out LoopbackOrder? order) && !order.IsDone) { Tell(order, "CANCELED", isLast: true, string.Create(CultureInfo.InvariantCulture, $" {order.Filled}")); }
        else { _session?.Say($"CANCELREJECT {id}"); }
    }

    private void OnQuery(string id)
    {
        if (!_orders.TryGetValue(id, out LoopbackOrder? order)) { _session?.Say($"ABSENT {id}"); return; }
        foreach (string line in order.Said) { _session?.Say(line); }
    }

    private void Tell(LoopbackOrder order, string what, bool isLast, string details = "")
    {
        order.IsDone = isLast;
        order.Said.Add($"{what} {order.Id}{details}");
        for (int times = _random.Next(20) == 0 ? 2 : 1; times > 0; times--) { _session?.Say(order.Said[^1]); }
    }

    private void In(int mostMilliseconds, Action action) => _agenda.Enqueue(action, Environment.TickCount64 + _random.Next(mostMilliseconds + 1));

    private void KeepAgenda()
    {
        while (!_isDisposed)
        {
            lock (_gate)
            {
                while (_agenda.TryPeek(out _, out long due) && due <= Environment.TickCount64) { _agenda.Dequeue()(); }
            }

            Thread.Sleep(1);
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
