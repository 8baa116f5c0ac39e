using System.ComponentModel;
using LlmTrader.Tools.Hosting.Admin.Security;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>The operator's way in.</summary>
public sealed record AdminConfiguration
{
    [Description("The Unix domain socket; against the run directory when relative. At most 107 bytes as a full path.")]
    public string Socket { get; init; } = "admin.sock";

    [Description("The same API on loopback TCP, for callers with a key; none when left out.")]
    public AdminTcpConfiguration? Tcp { get; init; }

    [Within("1", "100000")]
    [Description("Requests that only look which one caller may make in a second, and twice as many at once.")]
    public int ReadsPerSecond { get; init; } = 200;

    [Within("1", "100000")]
    [Description("Requests that change something which one caller may make in a second, and twice as many at once. Kills have a share of their own.")]
    public int WritesPerSecond { get; init; } = 20;

    [Within("1KiB", "16MiB")]
    [Description("The largest body of a request.")]
    public ByteSize MaxRequest { get; init; } = ByteSize.KiB(256);

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
