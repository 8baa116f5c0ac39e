using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LlmTrader.Perf.Latency.Reports;

namespace LlmTrader.Perf.Latency.Ring;

/// <summary>An external peer could not be run, or did not keep the contract.</summary>
public sealed class RingPeerException : Exception
{
    /// <summary>With a message that says nothing more than the type.</summary>
    public RingPeerException()
        : base("A peer did not keep the contract.")
    {
    }

    /// <summary>With the command and what it did.</summary>
    public RingPeerException(string message)
        : base(message)
    {
    }

    /// <summary>With the command, what it did, and the cause.</summary>
    public RingPeerException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The line that a peer prints.</summary>
/// <param name="Peer">The library's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Measurement">What was asked for.</param>
/// <param name="Unit">Of the value.</param>
/// <param name="Better">Which way it improves.</param>
/// <param name="Value">The figure of one run, after the peer's own warm-up.</param>
public sealed record PeerFigure(string Peer, string Version, string Measurement, string Unit, Better Better, double Value);

/// <summary>
/// An external peer of the ring: <c>COMMAND MEASUREMENT --cores A,B --events N</c> prints one line of JSON and exits with 0, or with 2 if
/// it does not know that measurement. One process for each run, so that ours and theirs take turns and neither warms up the other.
/// </summary>
/// <param name="command">A program, and behind a blank what it is always told.</param>
public sealed class RingPeer(string command)
{
    private const int Unknown = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>One run.</summary>
    /// <param name="measurement">Such as <c>ring.1p1c.single</c>.</param>
    /// <param name="cores">The producer's, then each consumer's; empty where threads can't be pinned.</param>
    /// <param name="events">How many.</param>
    /// <returns>Null if the peer does not know the measurement.</returns>
    /// <exception cref="RingPeerException">It could not be started, failed, took longer than two minutes, or printed something else.</exception>
    public PeerFigure? Measure(string measurement, IReadOnlyList<int> cores, long events)
    {
        string[] parts = command.Split(' ', 2, StringSplitOptions.TrimEntries);
        string pinning = cores.Count == 0 ? "" : $"--cores {string.Join(',', cores)} ";
        ProcessStartInfo start = new(parts[0], string.Create(CultureInfo.InvariantCulture, $"{(parts.Length > 1 ? parts[1] + " " : "")}{measurement} {pinning}--events {events}"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        (int exitCode, string output, string error) = Execute(start);
        return exitCode switch
        {
            0 => Parse(measurement, output),
            Unknown => null,
            _ => throw new RingPeerException($"The peer '{command}' ended with {exitCode} at {measurement}: {error.Trim()}"),
        };
    }

    /// <summary>Reads a peer's line.</summary>
    /// <exception cref="RingPeerException">It is not one line of the contract, or of another measurement.</exception>
    internal PeerFigure Parse(string measurement, string output)
    {
        try
        {
            Line line = JsonSerializer.Deserialize<Line>(output, Json) ?? throw new JsonException("null");
            Better? better = line.Better switch { "higher" => Better.Higher, "lower" => Better.Lower, _ => null };
            if (string.IsNullOrWhiteSpace(line.Peer) || string.IsNullOrWhiteSpace(line.Unit) || better is null || line.Measurement != measurement || !double.IsFinite(line.Value) || line.Value <= 0)
            {
                throw new JsonException("a field is missing or has a value that it can't have");
            }

            return new PeerFigure(line.Peer, line.Version ?? "", measurement, line.Unit, better.Value, line.Value);
        }
        catch (JsonException exception)
        {
            throw new RingPeerException($"The peer '{command}' did not answer {measurement} in the form of the contract ({exception.Message}): {output.Trim()}", exception);
        }
    }

    private (int ExitCode, string Output, string Error) Execute(ProcessStartInfo start)
    {
        try
        {
            using Process process = Process.Start(start) ?? throw new RingPeerException($"The peer '{command}' did not start.");
            Task<string> error = process.StandardError.ReadToEndAsync();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                throw new RingPeerException($"The peer '{command}' took longer than {Patience.TotalMinutes:0} minutes.");
            }

            return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
        }
        catch (Win32Exception exception)
        {
            throw new RingPeerException($"The peer '{command}' can't be started: {exception.Message}", exception);
        }
    }

    private sealed record Line(string? Peer, string? Version, string? Measurement, string? Unit, string? Better, double Value);
}
