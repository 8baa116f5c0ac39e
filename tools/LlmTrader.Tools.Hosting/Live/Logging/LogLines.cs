using Serilog.Events;
using Serilog.Parsing;

namespace LlmTrader.Tools.Hosting.Live.Logging;

/// <summary>Lines that the log itself has to say.</summary>
internal static class LogLines
{
    /// <param name="level">How grave.</param>
    /// <param name="time">When.</param>
    /// <param name="text">The whole line; braces in it are text.</param>
    public static LogEvent Of(LogEventLevel level, DateTimeOffset time, string text) =>
        new(time, level, exception: null, new MessageTemplate(text, [new TextToken(text)]), []);
}
