using LlmTrader.Tools.Hosting.Alerts;
using LlmTrader.Tools.Hosting.Alerts.Rules;

namespace LlmTrader.Tests.Property.Alerts;

/// <summary>What was to be told, worked out afterwards from all that was seen: by episodes, not step by step.</summary>
internal static class PlainAlertHistory
{
    /// <summary>Of a metric of one subject.</summary>
    /// <param name="rule">A metric's.</param>
    /// <param name="timing">How often.</param>
    /// <param name="samples">In order of time.</param>
    public static List<(TimeSpan Time, AlertMessageKind Kind, int Before)> OfMetric(AlertRule rule, AlertTiming timing, IReadOnlyList<(TimeSpan Time, double Value)> samples)
    {
        List<(TimeSpan, AlertMessageKind, int)> told = [];
        (TimeSpan Time, double Value)[] known = [.. samples.Where(sample => !double.IsNaN(sample.Value))];
        TimeSpan? last = null;
        int quiet = 0;
        for (int begin = 0; begin < known.Length;)
        {
            if (!IsBroken(rule, known[begin].Value)) { begin++; continue; }
            int end = begin;
            while (end < known.Length && IsBroken(rule, known[end].Value)) { end++; }
            TimeSpan[] ripe = [.. known[begin..end].Select(sample => sample.Time).Where(time => time - known[begin].Time >= rule.For)];
            int first = Array.FindIndex(ripe, time => last is null || time - last.Value >= timing.RepeatOf(rule));
            if (first < 0 && ripe.Length > 0) { quiet++; }
            if (first >= 0)
            {
                told.Add((ripe[first], AlertMessageKind.Raised, quiet));
                (last, quiet) = (ripe[first], 0);
                foreach (TimeSpan time in ripe[(first + 1)..].Where(time => time - last.Value >= timing.Remind))
                {
                    told.Add((time, AlertMessageKind.Reminded, 0));
                    last = time;
                }

                if (end < known.Length) { told.Add((known[end].Time, AlertMessageKind.Recovered, 0)); }
            }

            begin = end;
        }

        return told;
    }

    /// <summary>Of events of one subject.</summary>
    /// <param name="timing">How often.</param>
    /// <param name="moments">In order of time: an event (true when it says that it is over), or null for a look.</param>
    public static List<(TimeSpan Time, AlertMessageKind Kind, int Before)> OfEvents(AlertTiming timing, IReadOnlyList<(TimeSpan Time, bool? IsOver)> moments)
    {
        List<(TimeSpan Time, AlertMessageKind Kind, int Before)> told = [];
        for (int i = 0; i < moments.Count; i++)
        {
            TimeSpan now = moments[i].Time;
            (bool? IsOver, int Index)[] events = [.. moments.Take(i + 1).Select((moment, index) => (moment.IsOver, index)).Where(moment => moment.IsOver is not null)];
            if (events.Length == 0) { continue; }
            int said = told.Where(one => one.Kind == AlertMessageKind.Raised).Sum(one => one.Before);
            int unsaid = events.Count(one => one.IsOver == false) - said;
            bool wasOpen = told.Count > 0 && told[^1].Kind == AlertMessageKind.Raised;
            if (moments[i].IsOver == true)
            {
                // Raised when it was over already: nothing to recover from.
                bool wasActive = wasOpen && StateAt(moments, told[^1].Time, i);
                if (wasActive) { told.Add((now, AlertMessageKind.Recovered, 0)); }
            }
            else if (unsaid > 0 && !told.Any(one => one.Kind == AlertMessageKind.Raised && now - one.Time < timing.Repeat))
            {
                told.Add((now, AlertMessageKind.Raised, unsaid));
            }
        }

        return told;
    }

    // Whether what was raised at a time was still so then, and until now.
    private static bool StateAt(IReadOnlyList<(TimeSpan Time, bool? IsOver)> moments, TimeSpan raised, int until) =>
        moments.Take(until).LastOrDefault(moment => moment.IsOver is not null && moment.Time <= raised).IsOver == false
        && !moments.Take(until).Any(moment => moment.IsOver == true && moment.Time > raised);

    private static bool IsBroken(AlertRule rule, double value) => !(value <= rule.Above) && !(value >= rule.Below);
}
