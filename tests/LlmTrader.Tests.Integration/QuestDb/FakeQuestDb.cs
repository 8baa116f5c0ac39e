using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LlmTrader.Tests.Integration.QuestDb;

/// <summary>
/// Answers on loopback as QuestDB's HTTP server does: <c>/write</c> commits all of a request's rows or none, and a row of
/// the same key replaces the one before; <c>/exec</c> takes statements. It reads the protocol in its own, plain way.
/// </summary>
internal sealed partial class FakeQuestDb : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Lock _lock = new();
    private Task _accepting = Task.CompletedTask;

    /// <param name="isDown">Connections are refused until <see cref="Start"/>; the port is kept.</param>
    public FakeQuestDb(bool isDown = false)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        if (!isDown) { Start(); }
    }

    public Uri Endpoint => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");

    /// <summary>Chooses what goes wrong, by the number of the write.</summary>
    public Func<int, FakeFault> Fault { get; set; } = _ => FakeFault.None;

    /// <summary>What is wrong with a row; null when nothing is.</summary>
    public Func<string, string?> Refuse { get; set; } = _ => null;

    /// <summary>Takes the place of the answer to rows that it refuses.</summary>
    public string? RefusalBody { get; set; }

    public string? RequiredAuthorization { get; set; }

    public TimeSpan SlowFor { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The answer to <c>wal_tables()</c>.</summary>
    public string WalTables { get; set; } = WalAnswer();

    /// <summary>Committed rows by table, journal, sequence, row and time, as they came.</summary>
    public Dictionary<string, string> Rows { get; } = new(StringComparer.Ordinal);

    public List<string> Statements { get; } = [];

    public int Writes { get; private set; }

    public int CompressedWrites { get; private set; }

    public void Start()
    {
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public static string WalAnswer(params (string Name, bool Suspended, long Writer, long Sequencer, string? Error)[] tables)
    {
        string rows = string.Join(',', tables.Select(t => $"[{JsonSerializer.Serialize(t.Name)},{(t.Suspended ? "true" : "false")},{t.Writer},0,{t.Sequencer},{JsonSerializer.Serialize(t.Error)}]"));
        return "{\"query\":\"wal_tables()\",\"columns\":[{\"name\":\"name\",\"type\":\"STRING\"},{\"name\":\"suspended\",\"type\":\"BOOLEAN\"},{\"name\":\"writerTxn\",\"type\":\"LONG\"},"
            + "{\"name\":\"bufferedTxnSize\",\"type\":\"LONG\"},{\"name\":\"sequencerTxn\",\"type\":\"LONG\"},{\"name\":\"errorMessage\",\"type\":\"STRING\"}],\"timestamp\":-1,\"dataset\":[" + rows + $"],\"count\":{tables.Length}}}";
    }

    /// <summary>A row's key: table and all that the tables' keys name.</summary>
    public static string KeyOf(string line)
    {
        List<string> parts = Split(line, ' ');
        List<string> names = Split(parts[0], ',');
        List<string> columns = Split(parts[1], ',');
        string Value(List<string> all, string name) => all.Single(part => part.StartsWith(name + "=", StringComparison.Ordinal));
        return $"{names[0]} {Value(names, "journal")} {Value(columns, "sequence")} {Value(columns, "row")} {parts[2]}";
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        try { await _accepting; }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException) { }
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    // At separators that no backslash stands before.
    private static List<string> Split(string text, char separator)
    {
        List<string> parts = [];
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\') { i++; }
            else if (text[i] == separator) { parts.Add(text[start..i]); start = i + 1; }
        }

        parts.Add(text[start..]);
        return parts;
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket client = await _listener.AcceptAsync(_stop.Token);
            _connections.Add(ServeAsync(new TcpClient { Client = client }));
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                while (await ReadHeadAsync(stream) is { } head && await AnswerAsync(client, stream, head)) { }
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException) { }
        }
    }

    // False when the connection is to be given up.
    private async Task<bool> AnswerAsync(TcpClient client, NetworkStream stream, string head)
    {
        if (RequiredAuthorization is { } required && HeaderOf(head, "Authorization") != required)
        {
            await ReadBodyAsync(stream, LengthOf(head));
            return await ReplyAsync(stream, 401, "Unauthorized");
        }

        if (head.StartsWith("GET /exec?query=", StringComparison.Ordinal)) { return await ReplyAsync(stream, 200, Execute(Uri.UnescapeDataString(head.Split(' ')[1]["/exec?query=".Length..]))); }
        if (!head.StartsWith("POST /write?precision=n ", StringComparison.Ordinal)) { return await ReplyAsync(stream, 404, "not here"); }

        FakeFault fault;
        lock (_lock) { fault = Fault(Writes++); }
        int length = LengthOf(head);
        if (fault == FakeFault.ResetBeforeBody) { return Reset(client); }
        if (fault == FakeFault.ResetMidBody)
        {
            await ReadBodyAsync(stream, length / 2);
            return Reset(client);
        }

        byte[] body = await ReadBodyAsync(stream, length);
        if (fault == FakeFault.TooManyRequests) { return await ReplyAsync(stream, 429, "slow down", "Retry-After: 0\r\n"); }
        if (fault == FakeFault.InternalError) { return await ReplyAsync(stream, 500, "{\"code\":\"internal error\",\"message\":\"failed to parse line protocol:errors encountered on line(s):write error: trades, errno: 28\",\"line\":1,\"errorId\":\"x-1\"}"); }
        if (fault == FakeFault.Unavailable) { return await ReplyAsync(stream, 503, "starting"); }

        string? refusal = Commit(body, HeaderOf(head, "Content-Encoding") == "gzip");
        switch (fault)
        {
            case FakeFault.InternalErrorAfterCommit: return await ReplyAsync(stream, 500, "{\"code\":\"internal error\",\"message\":\"commit error\",\"errorId\":\"x-2\"}");
            case FakeFault.ResetAfterCommit: return Reset(client);
            case FakeFault.ResetMidAnswer:
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"u8.ToArray(), _stop.Token);
                await Task.Delay(20, _stop.Token);
                return Reset(client);
            case FakeFault.Slow: await Task.Delay(SlowFor, _stop.Token); break;
            default: break;
        }

        return refusal is null ? await ReplyAsync(stream, 204, "") : await ReplyAsync(stream, 400, refusal);
    }

    // QuestDB's JSON when a row is refused; nothing is committed then.
    private string? Commit(byte[] body, bool isCompressed)
    {
        lock (_lock)
        {
            if (isCompressed)
            {
                CompressedWrites++;
                using GZipStream gzip = new(new MemoryStream(body), CompressionMode.Decompress);
                using MemoryStream plain = new();
                gzip.CopyTo(plain);
                body = plain.ToArray();
            }

            string text = Encoding.UTF8.GetString(body);
            List<string> lines = Split(text, '\n');
            if (lines[^1].Length != 0) { throw new InvalidDataException("The last row has no line end."); }
            lines.RemoveAt(lines.Count - 1);
            List<(int Line, string? Error)> errors = [.. lines.Select((line, i) => (Line: i + 1, Error: Refuse(line))).Where(error => error.Error is not null)];
            if (errors.Count > 0)
            {
                string message = "failed to parse line protocol:errors encountered on line(s):" + string.Concat(errors.Take(3).Select(error => $"\nerror in line {error.Line}: {error.Error}"));
                return RefusalBody ?? $"{{\"code\":\"invalid\",\"message\":{JsonSerializer.Serialize(message)},\"line\":{errors[0].Line},\"errorId\":\"x-3\"}}";
            }

            foreach (string line in lines) { Rows[KeyOf(line)] = line; }
            return null;
        }
    }

    private string Execute(string statement)
    {
        lock (_lock)
        {
            Statements.Add(statement);
            if (Drop().Match(statement) is { Success: true } drop)
            {
                foreach (string key in Rows.Keys.Where(key => key.StartsWith(drop.Groups["table"].Value + " ", StringComparison.Ordinal)).ToArray()) { Rows.Remove(key); }
            }

            if (Select().Match(statement) is { Success: true } select) { return Answer(select); }
        }

        return statement == "wal_tables();" ? WalTables : "{\"ddl\":\"OK\"}";
    }

    // Counts and sums over the rows of one table, those of one journal or all but those.
    private string Answer(Match select)
    {
        string journal = "journal=" + select.Groups["journal"].Value;
        long last = select.Groups["last"].Success ? long.Parse(select.Groups["last"].Value, CultureInfo.InvariantCulture) : long.MaxValue;
        List<Dictionary<string, string>> rows = [];
        foreach (string line in Rows.Where(row => row.Key.StartsWith(select.Groups["table"].Value + " ", StringComparison.Ordinal)).Select(row => row.Value))
        {
            List<string> parts = Split(line, ' ');
            Dictionary<string, string> columns = Split(parts[0], ',').Skip(1).Concat(Split(parts[1], ',')).Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
            bool isOfJournal = ("journal=" + columns["journal"]) == journal;
            if (isOfJournal == (select.Groups["is"].Value == "=") && Whole(columns["sequence"]) <= last) { rows.Add(columns); }
        }

        IEnumerable<long> numbers = select.Groups["what"].Value.Split(", ").Select(what => Aggregate().Match(what) switch
        {
            { Success: true } sum when sum.Groups["by"].Success => rows.Where(row => row.ContainsKey(sum.Groups["column"].Value)).Sum(row => Whole(row[sum.Groups["column"].Value]) % long.Parse(sum.Groups["by"].Value, CultureInfo.InvariantCulture)),
            { Success: true } count => rows.LongCount(row => row.ContainsKey(count.Groups["column"].Value)),
            _ => rows.Count,
        });
        return $"{{\"columns\":[],\"dataset\":[[{string.Join(',', numbers)}]],\"count\":1}}";

        static long Whole(string text) => long.Parse(text.TrimEnd('i'), CultureInfo.InvariantCulture);
    }

    private async Task<string?> ReadHeadAsync(NetworkStream stream)
    {
        List<byte> head = [];
        byte[] one = new byte[1];
        while (head.Count < 4 || head[^1] != '\n' || head[^2] != '\r' || head[^3] != '\n')
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0) { return null; }
            head.Add(one[0]);
        }

        return Encoding.ASCII.GetString([.. head]);
    }

    private async Task<byte[]> ReadBodyAsync(NetworkStream stream, int length)
    {
        byte[] body = new byte[length];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return body;
    }

    private async Task<bool> ReplyAsync(NetworkStream stream, int status, string body, string headers = "")
    {
        byte[] content = Encoding.UTF8.GetBytes(body);
        string length = status == 204 ? "" : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {content.Length}\r\n");
        byte[] head = Encoding.ASCII.GetBytes($"HTTP/1.1 {status} x\r\n{headers}{length}\r\n");
        await stream.WriteAsync((byte[])[.. head, .. content], _stop.Token);
        return true;
    }

    private static bool Reset(TcpClient client)
    {
        client.LingerState = new LingerOption(enable: true, seconds: 0);    // RST rather than FIN.
        client.Close();
        return false;
    }

    private static string? HeaderOf(string head, string name) =>
        head.Split("\r\n").FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();

    private static int LengthOf(string head) => int.Parse(HeaderOf(head, "Content-Length") ?? "0", CultureInfo.InvariantCulture);

    [GeneratedRegex("^DROP TABLE IF EXISTS \"(?<table>\\w+)\";$")]
    private static partial Regex Drop();

    [GeneratedRegex("^SELECT (?<what>.+) FROM \"(?<table>\\w+)\" WHERE journal (?<is>!?=) '(?<journal>[^']*)'( AND sequence <= (?<last>\\d+))?$")]
    private static partial Regex Select();

    [GeneratedRegex("^(sum|count)\\(\"(?<column>\\w+)\"( % (?<by>\\d+))?\\)$")]
    private static partial Regex Aggregate();
}
