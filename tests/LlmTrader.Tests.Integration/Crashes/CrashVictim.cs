using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LlmTrader.Tests.Integration.Crashes;

/// <summary>One engine process from its start to its end, and the operator's line to it.</summary>
internal sealed class CrashVictim : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _error;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Thread _listenerThread;
    private readonly BlockingCollection<string> _lines = [];
    private TcpClient? _client;

    public CrashVictim(string directory, int seed, int venuePort)
    {
        _listener.Start();
        ProcessStartInfo start = new("dotnet") { RedirectStandardError = true };
        string[] args = [Path.Combine(AppContext.BaseDirectory, "LlmTrader.Tests.Integration.dll"), "crash-engine", directory, Text(seed), Text(venuePort), Text(((IPEndPoint)_listener.LocalEndpoint).Port)];
        foreach (string arg in args) { start.ArgumentList.Add(arg); }
        _process = Process.Start(start)!;
        _error = _process.StandardError.ReadToEndAsync();
        _listenerThread = new Thread(Listen) { IsBackground = true };
        _listenerThread.Start();
    }

    /// <summary>Inputs that it said are durable.</summary>
    public ConcurrentQueue<long> Acknowledged { get; } = new();

    /// <summary>What it found; null before it says so, and in a new journal.</summary>
    public CrashRecovered? Recovered { get; private set; }

    public bool HasExited => _process.HasExited;

    /// <summary>False when the process is gone, or not there yet.</summary>
    public bool TrySay(string line)
    {
        try
        {
            if (_client is null) { return false; }
            _client.GetStream().Write(System.Text.Encoding.ASCII.GetBytes(line + "\n"));
            return true;
        }
        catch (Exception error) when (error is IOException or InvalidOperationException) { return false; }
    }

    /// <summary>The rest of the first line that begins with a word.</summary>
    public string Await(string word)
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (clock.Elapsed < Patience)
        {
            if (_lines.TryTake(out string? line, 100))
            {
                if (line.StartsWith(word, StringComparison.Ordinal)) { return line[word.Length..].Trim(); }
            }
            else if (_process.HasExited && _lines.Count == 0) { break; }
        }

        throw new TimeoutException($"The engine process never said {word}: {(_process.HasExited ? $"exit {_process.ExitCode}, {_error.Result}" : "it still runs")}");
    }

    /// <summary>SIGKILL, and waits until nothing more comes from it. Fails when it had ended by itself.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
        Assert.True(_process.ExitCode == 137, $"The engine process ended by itself: exit {_process.ExitCode}, {_error.Result}");
        End();
    }

    /// <summary>After STOP.</summary>
    public void AwaitExit()
    {
        Assert.True(_process.WaitForExit(Patience), "The engine process does not end.");
        Assert.True(_process.ExitCode == 0, $"exit {_process.ExitCode}, {_error.Result}");
        End();
    }

    public void Dispose()
    {
        if (!_process.HasExited) { _process.Kill(); }
        _process.WaitForExit();
        End();
        _process.Dispose();
        _client?.Dispose();
        _listener.Dispose();
        _lines.Dispose();
    }

    private void End()
    {
        _listener.Stop();
        _listenerThread.Join();
    }

    private void Listen()
    {
        try
        {
            _client = _listener.AcceptTcpClient();
            using StreamReader reader = new(_client.GetStream(), leaveOpen: true);
            System.Text.StringBuilder line = new();
            for (int c; (c = reader.Read()) >= 0;)
            {
                if (c != '\n') { line.Append((char)c); continue; }
                OnLine(line.ToString());
                line.Clear();   // What a kill cut off was never said.
            }
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }

    private void OnLine(string line)
    {
        string[] words = line.Split(' ');
        if (words[0] == "DURABLE") { Acknowledged.Enqueue(Number(words[1])); return; }
        if (words[0] == CrashRecovered.Word) { Recovered = CrashRecovered.Parse(words); }
        _lines.Add(line);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
