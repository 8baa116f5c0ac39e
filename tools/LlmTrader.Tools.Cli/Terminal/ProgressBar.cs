using Spectre.Console;

namespace LlmTrader.Tools.Cli.Terminal;

/// <summary>A bar with percentage, remaining time and spinner, wiped when the work is done.</summary>
internal static class ProgressBar
{
    public static T Run<T>(TextWriter terminal, string title, Func<Action<long, long>, T> work)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal) });
        return console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .Start(context =>
            {
                ProgressTask bar = context.AddTask(Markup.Escape(title));
                return work((done, all) =>
                {
                    bar.IsIndeterminate = all <= 0;   // Of unknown length: the count itself is the progress.
                    if (all <= 0) { bar.Description = Markup.Escape($"{title}, {Figure.Count(done)}"); }
                    bar.MaxValue = Math.Max(all, 1);
                    bar.Value = Math.Min(done, bar.MaxValue);
                });
            });
    }
}
