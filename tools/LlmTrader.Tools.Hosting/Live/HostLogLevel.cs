using LlmTrader.Tools.Hosting.Admin;
using Serilog.Core;
using Serilog.Events;

namespace LlmTrader.Tools.Hosting.Live;

/// <summary>The log's level as an operator sees it.</summary>
internal sealed class HostLogLevel(LoggingLevelSwitch level) : ILogLevelSwitch
{
    public IReadOnlyList<string> Levels { get; } = [.. Enum.GetNames<LogEventLevel>().Select(name => name.ToLowerInvariant())];

    public string Level
    {
        get => level.MinimumLevel.ToString().ToLowerInvariant();
        set => level.MinimumLevel = Enum.Parse<LogEventLevel>(value, ignoreCase: true);
    }
}
