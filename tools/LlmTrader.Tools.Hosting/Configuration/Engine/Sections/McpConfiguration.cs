using System.ComponentModel;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>What an agent may do that comes over <c>llmtrader mcp</c>: each client has a process and these limits of its own.</summary>
public sealed record McpConfiguration
{
    [Within("1", "10000")]
    [Description("Tool calls in any minute.")]
    public int CallsPerMinute { get; init; } = 60;

    [Within("0", "10000")]
    [Description("Backtests in any hour; they count as calls too.")]
    public int BacktestsPerHour { get; init; } = 30;

    [Within("1s", "1h")]
    [Description("The longest backtest, the reading of its history included.")]
    public TimeSpan BacktestTimeout { get; init; } = TimeSpan.FromMinutes(2);

    [Within("1MiB", "64GiB")]
    [Description("Memory that a backtest's history may take: 56 bytes for a trade or a quote, 88 for all else.")]
    public ByteSize BacktestMemory { get; init; } = ByteSize.MiB(512);

    [Within("1KiB", "48KiB")]
    [Description("The largest arguments of a call.")]
    public ByteSize MaxArguments { get; init; } = ByteSize.KiB(32);

    [Within("1KiB", "4MiB")]
    [Description("The largest reply of a tool; the client is told to ask for less where it is larger.")]
    public ByteSize MaxReply { get; init; } = ByteSize.KiB(128);

    [Within("1s", "1d")]
    [Description("How long a person's word on a call is waited for, and good.")]
    public TimeSpan ApprovalExpires { get; init; } = TimeSpan.FromMinutes(15);

    [Within("1", "32")]
    [Description("Calls that may wait for a person's word at a time.")]
    public int PendingApprovals { get; init; } = 4;

    [Description("Tools that change something and need no person while the session has read no text that was written outside; none when left out.")]
    public IReadOnlyList<string> WithoutApproval { get; init; } = [];
}
