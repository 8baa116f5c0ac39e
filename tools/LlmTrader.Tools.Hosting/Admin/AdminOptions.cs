using System.Net;
using LlmTrader.Tools.Hosting.Admin.Security;

namespace LlmTrader.Tools.Hosting.Admin;

/// <summary>Where the admin API listens, to whom, and how much of it.</summary>
public sealed record AdminOptions
{
    /// <summary>The Unix domain socket; its directory must exist.</summary>
    public required string SocketPath { get; init; }

    /// <summary>A port on the loopback interface for the same API with keys; null opens none, 0 any free one.</summary>
    public int? TcpPort { get; init; }

    /// <summary>The loopback address of that port.</summary>
    public IPAddress TcpAddress { get; init; } = IPAddress.Loopback;

    /// <summary>Who may come by TCP.</summary>
    public IReadOnlyList<ApiKey> Keys { get; init; } = [];

    /// <summary>Requests that only read, per caller and second; twice as many at once.</summary>
    public int ReadsPerSecond { get; init; } = 200;

    /// <summary>Requests that change something, per caller and second; twice as many at once.</summary>
    public int WritesPerSecond { get; init; } = 20;

    /// <summary>Kills per caller and second; they have a share of their own, so that no flood can use it up.</summary>
    public int KillsPerSecond { get; init; } = 10;

    public int MaxConnections { get; init; } = 1024;

    /// <summary>Of a request's body: the longest rule set, twice escaped.</summary>
    public int MaxRequestBytes { get; init; } = 256 << 10;

    /// <summary>Subscribers of the event stream at once; one more is told to come later.</summary>
    public int MaxSubscribers { get; init; } = 16;

    /// <summary>How long a subscriber may keep the stream from being sent before it is dropped.</summary>
    public TimeSpan SlowLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Between two signs of life of an event stream in which nothing happens.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a reply waits for what was asked to be committed and known.</summary>
    public TimeSpan ReplyLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Throws <see cref="ArgumentException"/> that names the option.</summary>
    public AdminOptions Validated()
    {
        Require(SocketPath.Length > 0, nameof(SocketPath), "a path");
        Require(System.Text.Encoding.UTF8.GetByteCount(SocketPath) <= 107, nameof(SocketPath), $"at most 107 bytes, as the system wants it; '{SocketPath}' is longer: use a shorter run directory");
        Require(TcpPort is null or (>= 0 and <= 65_535), nameof(TcpPort), "0 to 65535");
        Require(IPAddress.IsLoopback(TcpAddress), nameof(TcpAddress), "this machine's own");
        Require(TcpPort is null || Keys.Count > 0, nameof(Keys), "given when the API is opened by TCP");
        Require(Keys.Count <= 64, nameof(Keys), "at most 64");
        Require(Keys.Select(key => key.Name).Distinct(StringComparer.Ordinal).Count() == Keys.Count, nameof(Keys), "of different names");
        Require(ReadsPerSecond is >= 1 and <= 100_000, nameof(ReadsPerSecond), "1 to 100,000");
        Require(WritesPerSecond is >= 1 and <= 100_000, nameof(WritesPerSecond), "1 to 100,000");
        Require(KillsPerSecond is >= 1 and <= 100_000, nameof(KillsPerSecond), "1 to 100,000");
        Require(MaxConnections is >= 1 and <= 10_000, nameof(MaxConnections), "1 to 10,000");
        Require(MaxRequestBytes is >= 1024 and <= 16 << 20, nameof(MaxRequestBytes), "1 KiB to 16 MiB");
        Require(MaxSubscribers is >= 0 and <= 1000, nameof(MaxSubscribers), "0 to 1,000");
        Require(SlowLimit > TimeSpan.Zero, nameof(SlowLimit), "above 0");
        Require(Heartbeat > TimeSpan.Zero, nameof(Heartbeat), "above 0");
        Require(ReplyLimit > TimeSpan.Zero, nameof(ReplyLimit), "above 0");
        return this;
    }

    private static void Require(bool condition, string option, string expected)
    {
        if (!condition) { throw new ArgumentException($"Admin option {option} must be {expected}."); }
    }
}
