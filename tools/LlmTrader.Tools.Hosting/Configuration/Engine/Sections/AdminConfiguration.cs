using System.ComponentModel;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>The operator's way in.</summary>
public sealed record AdminConfiguration
{
    [Description("The Unix domain socket; against the run directory when relative. At most 107 bytes as a full path.")]
    public string Socket { get; init; } = "admin.sock";

    [Description("The same API on loopback TCP, for callers with a key; none when left out.")]
    public AdminTcpConfiguration? Tcp { get; init; }

    [Within("1", "100000")]
    [Description("Requests that one caller may make in a second.")]
    public int RequestsPerSecond { get; init; } = 50;

    [Within("1", "100000")]
    [Description("Requests that one caller may make at once above that.")]
    public int Burst { get; init; } = 100;

    [Within("1KiB", "64MiB")]
    [Description("The largest body of a request.")]
    public ByteSize MaxRequest { get; init; } = ByteSize.MiB(1);

    [Within("0", "1000")]
    [Description("Clients that may follow the event stream at once.")]
    public int Subscribers { get; init; } = 16;
}

/// <summary>Loopback TCP.</summary>
public sealed record AdminTcpConfiguration
{
    [Description("An address of this machine's own, 127.0.0.1 or ::1.")]
    public string Address { get; init; } = "127.0.0.1";

    [Within("1", "65535")]
    [Description("The port.")]
    public required int Port { get; init; }

    [Description("Who may call; at least one.")]
    public required IReadOnlyList<AdminKeyConfiguration> Keys { get; init; }
}

/// <summary>A key and what its holder may do. The key itself is nowhere kept.</summary>
public sealed record AdminKeyConfiguration
{
    [Name]
    [Description("Whom the audit names.")]
    public required string Name { get; init; }

    [Description("viewer sees, operator trades and kills, admin changes limits and keys.")]
    public required AdminRole Role { get; init; }

    [Masked]
    [Description("SHA-256 of the key, 64 hex digits: printf %s KEY | sha256sum.")]
    public required string Sha256 { get; init; }
}

/// <summary>What the holder of a key may do; each may do what those before it may.</summary>
public enum AdminRole
{
    Viewer,
    Operator,
    Admin,
}
