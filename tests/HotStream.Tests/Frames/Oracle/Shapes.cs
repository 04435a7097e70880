namespace HotStream.Tests.Frames.Oracle;

/// <summary>
/// What random expressions are made of. Where DuckDB means something else by the same words, its text says what Spark means; what cannot be
/// said is not here but in <see cref="KnownDifferencesTests"/>.
/// </summary>
internal static class Shapes
{
    private static readonly Shape[] s_all = [.. Logic(), .. Whole(), .. Fractions(), .. Texts(), .. Times(), .. Decimals(), .. Choices()];

    private static readonly Dictionary<PlanType,
        Shape[]> s_byType = s_all.GroupBy(shape => shape.Result).ToDictionary(group => group.Key, group => group.ToArray());

    public static Shape[] Of(PlanType type) => s_byType[type];

    private static IEnumerable<Shape> Logic()
    {
        foreach (string type in (string[])["Int", "Long", "Double", "Text", "Date", "Time", "Few", "Bool", "Money"])
        {
            foreach (string sign in (string[])["=", "<>", "<", "<=", ">", ">="])
            {
                yield return Shape.Same(PlanType.Bool, $"({{0}} {sign} {{1}})", type, type);
            }

            yield return new(PlanType.Bool, "({0} <=> {1})", "({0} IS NOT DISTINCT FROM {1})", type, type);
            yield return Shape.Same(PlanType.Bool, "({0} IS DISTINCT FROM {1})", type, type);
            yield return Shape.Same(PlanType.Bool, "({0} IS NULL)", type);
            yield return Shape.Same(PlanType.Bool, "({0} IS NOT NULL)", type);
            yield return Shape.Same(PlanType.Bool, "({0} IN ({1}, {2}, {3}))", type, type, type, type);
            yield return Shape.Same(PlanType.Bool, "({0} NOT IN ({1}, {2}))", type, type, type);
            yield return Shape.Same(PlanType.Bool, "({0} BETWEEN {1} AND {2})", type, type, type);
        }

        for (int i = 0; i < 12; i++)
        {
            yield return Shape.Same(PlanType.Bool, i % 2 == 0 ? "({0} AND {1})" : "({0} OR {1})", "Bool", "Bool");
        }

        yield return Shape.Same(PlanType.Bool, "(NOT {0})", "Bool");
        yield return Shape.Same(PlanType.Bool, "({0} < {1})", "Int", "Long");
        yield return Shape.Same(PlanType.Bool, "({0} >= {1})", "Few", "Tame");
        yield return Shape.Same(PlanType.Bool, "({0} = {1})", "Date", "Time");
        yield return Shape.Same(PlanType.Bool, "({0} IS TRUE)", "Bool");
        yield return Shape.Same(PlanType.Bool, "({0} IS NOT FALSE)", "Bool");
        yield return Shape.Same(PlanType.Bool, "({0} LIKE {1})", "Text", "pattern");
        yield return Shape.Same(PlanType.Bool, "({0} NOT LIKE {1})", "Text", "pattern");
        yield return Shape.Same(PlanType.Bool, "({0} ILIKE {1})", "Text", "pattern");
        yield return new(PlanType.Bool, "({0} RLIKE {1})", "regexp_matches({0}, {1})", "Text", "regex");
        yield return new(PlanType.Bool, "({0} LIKE '%\\\\_b\\\\%%')", "({0} LIKE '%\\_b\\%%' ESCAPE '\\')", "Text");
        yield return new(PlanType.Bool, "startswith({0}, {1})", "starts_with({0}, {1})", "Text", "Text");
        yield return new(PlanType.Bool, "endswith({0}, {1})", "ends_with({0}, {1})", "Text", "Text");
        yield return Shape.Same(PlanType.Bool, "contains({0}, {1})", "Text", "Text");
        yield return Shape.Same(PlanType.Bool, "CAST({0} AS BOOLEAN)", "Int");
        yield return new(PlanType.Bool, "isnan({0})", "coalesce(isnan({0}), false)", "Double");
    }

    private static IEnumerable<Shape> Whole() =>
    [
        new(PlanType.Int, "({0} + {1})", "wrap32(CAST({0} AS BIGINT) + {1})", "Int", "Int"),
        new(PlanType.Int, "({0} - {1})", "wrap32(CAST({0} AS BIGINT) - {1})", "Int", "Int"),
        new(PlanType.Int, "({0} * {1})", "wrap32(CAST({0} AS BIGINT) * {1})", "Int", "Int"),
        new(PlanType.Int, "({0} % {1})", "CAST(CAST({0} AS BIGINT) % {1} AS INTEGER)", "Int", "Int"),
        new(PlanType.Int, "(- {0})", "wrap32(-CAST({0} AS BIGINT))", "Int"),
        new(PlanType.Int, "abs({0})", "wrap32(abs(CAST({0} AS BIGINT)))", "Int"),
        new(PlanType.Int, "CAST({0} AS INT)", "wrap32({0})", "Long"),
        new(PlanType.Int, "CAST({0} AS INT)", "whole32({0})", "Double"),
        Shape.Same(PlanType.Int, "CAST({0} AS INT)", "Bool"),
        new(PlanType.Int, "length({0})", "CAST(length({0}) AS INTEGER)", "Text"),
        new(PlanType.Int, "octet_length({0})", "CAST(strlen({0}) AS INTEGER)", "Text"),
        new(PlanType.Int, "instr({0}, {1})", "CAST(instr({0}, {1}) AS INTEGER)", "Text", "part"),
        new(PlanType.Int, "ascii({0})", "CAST(ascii({0}) AS INTEGER)", "Text"),
        new(PlanType.Long, "({0} + {1})", "wrap64(CAST({0} AS HUGEINT) + {1})", "Long", "Long"),
        new(PlanType.Long, "({0} - {1})", "wrap64(CAST({0} AS HUGEINT) - {1})", "Long", "Int"),
        new(PlanType.Long, "({0} * {1})", "wrap64(CAST({0} AS HUGEINT) * {1})", "Long", "Long"),
        new(PlanType.Long, "({0} % {1})", "CAST(CAST({0} AS HUGEINT) % {1} AS BIGINT)", "Long", "Long"),
        new(PlanType.Long, "({0} div {1})", "CASE WHEN {1} = 0 THEN NULL ELSE wrap64(CAST({0} AS HUGEINT) // {1}) END", "Long", "Long"),
        new(PlanType.Long, "(- {0})", "wrap64(-CAST({0} AS HUGEINT))", "Long"),
        new(PlanType.Long, "abs({0})", "wrap64(abs(CAST({0} AS HUGEINT)))", "Long"),
        Shape.Same(PlanType.Long, "CAST({0} AS BIGINT)", "Int"),
        new(PlanType.Long, "CAST({0} AS BIGINT)", "whole64({0})", "Double"),
        new(PlanType.Long, "CAST({0} AS BIGINT)", "read64({0})", "Text"),
        new(PlanType.Long, "ceil({0})", "whole64(ceil({0}))", "Double"),
        new(PlanType.Long, "floor({0})", "whole64(floor({0}))", "Double"),
        Shape.Same(PlanType.Long, "({0} & {1})", "Long", "Long"),
        Shape.Same(PlanType.Long, "({0} | {1})", "Long", "Long"),
        new(PlanType.Long, "({0} ^ {1})", "xor({0}, {1})", "Long", "Long"),
        new(PlanType.Long, "unix_seconds({0})", "seconds({0})", "Time"),
        new(PlanType.Long, "unix_micros({0})", "epoch_us({0})", "Time"),
        new(PlanType.Long, "pmod({0}, {1})",
            "CASE WHEN {1} = 0 THEN NULL ELSE CAST((CAST({0} AS HUGEINT) % {1} + {1}) % {1} AS BIGINT) END", "Long", "n"),
        new(PlanType.Long, "shiftright({0}, {1})", "({0} >> {1})", "Few", "n"),
        new(PlanType.Long, "(datediff({0}, {1}) * 1L)", "CAST({0} - {1} AS BIGINT)", "Date", "Date"),
        new(PlanType.Int, "CAST({0} AS INT)", "TRY_CAST(read64({0}) AS INTEGER)", "Text"),
        new(PlanType.Long, "unix_millis({0})", "((epoch_us({0}) - ((epoch_us({0}) % 1000 + 1000) % 1000)) // 1000)", "Time"),
        Shape.Same(PlanType.Few, "CAST({0} % 10 AS BIGINT)", "Int"),
        Shape.Same(PlanType.Few, "CAST(length({0}) AS BIGINT)", "Text"),
        new(PlanType.Few, "({0} + {1})", "({0} + {1})", "Few", "Few"),
        new(PlanType.Few, "({0} - 3L)", "({0} - CAST(3 AS BIGINT))", "Few"),
    ];

    private static IEnumerable<Shape> Fractions() =>
    [
        Shape.Same(PlanType.Double, "({0} + {1})", "Double", "Double"),
        Shape.Same(PlanType.Double, "({0} - {1})", "Double", "Int"),
        Shape.Same(PlanType.Double, "({0} * {1})", "Double", "Double"),
        new(PlanType.Double, "({0} / {1})", "CASE WHEN {1} = 0 THEN NULL ELSE CAST({0} AS DOUBLE) / CAST({1} AS DOUBLE) END", "Long",
            "Long"),
        new(PlanType.Double, "({0} / {1})", "CASE WHEN {1} = 0 THEN NULL ELSE CAST({0} AS DOUBLE) / CAST({1} AS DOUBLE) END", "Double",
            "Int"),
        new(PlanType.Double, "sqrt({0})", "CASE WHEN {0} < 0 THEN CAST('NaN' AS DOUBLE) ELSE sqrt({0}) END", "Double"),
        new(PlanType.Double, "ln({0})", "CASE WHEN {0} <= 0 THEN NULL ELSE ln({0}) END", "Double"),
        Shape.Same(PlanType.Double, "CAST({0} AS DOUBLE)", "Long"),
        new(PlanType.Double, "nanvl({0}, {1})", "CASE WHEN isnan({0}) THEN {1} ELSE {0} END", "Double", "Tame"),
        Shape.Same(PlanType.Double, "(- {0})", "Double"),
        Shape.Same(PlanType.Double, "abs({0})", "Double"),
        new(PlanType.Double, "({0} % {1})", "CASE WHEN {1} = 0 THEN NULL ELSE {0} % {1} END", "Tame", "Tame"),
        Shape.Same(PlanType.Double, "pow({0}, 2)", "Tame"),
        Shape.Same(PlanType.Double, "exp({0})", "Tame"),
        Shape.Same(PlanType.Double, "cbrt({0})", "Tame"),
        new(PlanType.Double, "atan2({0}, {1})", "atan2({0} + CAST(0 AS DOUBLE), {1} + CAST(0 AS DOUBLE))", "Double", "Tame"),
        Shape.Same(PlanType.Double, "degrees({0})", "Tame"),
        new(PlanType.Double, "signum({0})", "CAST(sign({0}) AS DOUBLE)", "Tame"),
        new(PlanType.Double, "round({0}, 1)", "round({0}, 1)", "Tame"),
        Shape.Same(PlanType.Double, "round({0})", "Tame"),
        new(PlanType.Double, "CAST({0} AS DOUBLE)",
            "CASE WHEN regexp_full_match({0}, ' *[+-]?[0-9]+([.][0-9]*)? *') THEN TRY_CAST(trim({0}) AS DOUBLE) END", "Text"),
        new(PlanType.Double, "CAST({0} AS DOUBLE)", "(epoch_us({0}) / 1000000.0::DOUBLE)", "Time"),
        Shape.Same(PlanType.Tame, "({0} + {1})", "Tame", "Tame"),
        Shape.Same(PlanType.Tame, "({0} - {1})", "Tame", "Few"),
        new(PlanType.Tame, "({0} * 0.5D)", "({0} * CAST(0.5 AS DOUBLE))", "Tame"),
        Shape.Same(PlanType.Tame, "abs({0})", "Tame"),
        Shape.Same(PlanType.Tame, "(- {0})", "Tame"),
        Shape.Same(PlanType.Tame, "CAST({0} AS DOUBLE)", "Few"),
    ];

    private static IEnumerable<Shape> Texts() =>
    [
        Shape.Same(PlanType.Text, "upper({0})", "Text"),
        Shape.Same(PlanType.Text, "lower({0})", "Text"),
        Shape.Same(PlanType.Text, "trim({0})", "Text"),
        Shape.Same(PlanType.Text, "ltrim({0})", "Text"),
        Shape.Same(PlanType.Text, "rtrim({0})", "Text"),
        Shape.Same(PlanType.Text, "reverse({0})", "Text"),
        Shape.Same(PlanType.Text, "substring({0}, {1}, {2})", "Text", "place", "n"),
        Shape.Same(PlanType.Text, "substring({0}, {1})", "Text", "place"),
        Shape.Same(PlanType.Text, "left({0}, {1})", "Text", "n"),
        Shape.Same(PlanType.Text, "right({0}, {1})", "Text", "n"),
        Shape.Same(PlanType.Text, "({0} || {1})", "Text", "Text"),
        new(PlanType.Text, "concat({0}, '-', {1})", "({0} || '-' || {1})", "Text", "Text"),
        Shape.Same(PlanType.Text, "concat_ws('/', {0}, {1}, {2})", "Text", "Text", "Text"),
        Shape.Same(PlanType.Text, "repeat({0}, {1})", "Text", "place"),
        Shape.Same(PlanType.Text, "lpad({0}, {1}, '*ä')", "Text", "n"),
        Shape.Same(PlanType.Text, "rpad({0}, {1}, '*')", "Text", "n"),
        Shape.Same(PlanType.Text, "replace({0}, {1}, 'q')", "Text", "part"),
        Shape.Same(PlanType.Text, "translate({0}, 'abä', 'x')", "Text"),
        Shape.Same(PlanType.Text, "split_part({0}, {1}, 1)", "Text", "part"),
        Shape.Same(PlanType.Text, "CAST({0} AS STRING)", "Int"),
        Shape.Same(PlanType.Text, "CAST({0} AS STRING)", "Long"),
        Shape.Same(PlanType.Text, "CAST({0} AS STRING)", "Bool"),
        Shape.Same(PlanType.Text, "CAST({0} AS STRING)", "Date"),
        Shape.Same(PlanType.Text, "CAST({0} AS STRING)", "Time"),
        new(PlanType.Text, "CAST({0} AS STRING)", "shown({0})", "Tame"),
        new(PlanType.Text, "date_format({0}, 'yyyy/MM/dd HH:mm')", "strftime({0}, '%Y/%m/%d %H:%M')", "Time"),
        Shape.Same(PlanType.Text, "md5({0})", "Text"),
        Shape.Same(PlanType.Text, "initcap({0})", "Text") with
        {
            Duck = "array_to_string(list_transform(string_split({0}, ' '), lambda w: upper(left(w, 1)) || lower(substring(w, 2))), ' ')",
        },
        new(PlanType.Text, "regexp_replace({0}, {1}, '<>')", "regexp_replace({0}, {1}, '<>', 'g')", "Text", "regex"),
        new(PlanType.Text, "regexp_extract({0}, {1}, 0)", "regexp_extract({0}, {1}, 0)", "Text", "regex"),
        new(PlanType.Text, "hex({0})", "upper(to_hex({0}))", "Few"),
        new(PlanType.Text, "chr({0})", "chr(CAST({0} AS INTEGER))", "letter"),
        Shape.Same(PlanType.Text, "CASE WHEN {0} THEN 'y' END", "Bool"),
        new(PlanType.Text, "CAST(make_date({0}, {1}, {2}) AS STRING)",
            "CAST(TRY_CAST(printf('%04d-%02d-%02d', {0}, {1}, {2}) AS DATE) AS VARCHAR)", "year", "n", "place"),

    ];

    private static IEnumerable<Shape> Times()
    {
        foreach (string part in (string[])["year", "quarter", "month", "day", "dayofyear", "weekofyear"])
        {
            yield return new(PlanType.Int, $"{part}({{0}})", $"CAST({part}({{0}}) AS INTEGER)", "Date");
            yield return new(PlanType.Int, $"{part}({{0}})", $"CAST({part}({{0}}) AS INTEGER)", "Time");
        }

        foreach (string part in (string[])["hour", "minute", "second"])
        {
            yield return new(PlanType.Int, $"{part}({{0}})", $"CAST({part}({{0}}) AS INTEGER)", "Time");
        }

        yield return new(PlanType.Int, "dayofweek({0})", "CAST(dayofweek({0}) + 1 AS INTEGER)", "Date");
        yield return new(PlanType.Int, "weekday({0})", "CAST(isodow({0}) - 1 AS INTEGER)", "Date");
        yield return new(PlanType.Int, "datediff({0}, {1})", "CAST({0} - {1} AS INTEGER)", "Date", "Date");
        yield return new(PlanType.Date, "date_add({0}, {1})", "({0} + CAST({1} AS INTEGER))", "Date", "days");
        yield return new(PlanType.Date, "date_sub({0}, {1})", "({0} - CAST({1} AS INTEGER))", "Date", "days");
        yield return new(PlanType.Date, "add_months({0}, {1})", "CAST({0} + to_months({1}) AS DATE)", "Date", "days");
        yield return Shape.Same(PlanType.Date, "last_day({0})", "Date");
        yield return new(PlanType.Date, "trunc({0}, {1})", "CAST(date_trunc({1}, {0}) AS DATE)", "Date", "dateunit");
        yield return Shape.Same(PlanType.Date, "CAST({0} AS DATE)", "Time");
        yield return new(PlanType.Date, "({0} + {1})", "CAST({0} + {1} AS DATE)", "Date", "interval");
        yield return Shape.Same(PlanType.Time, "date_trunc({0}, {1})", "unit", "Time");
        yield return Shape.Same(PlanType.Time, "CAST({0} AS TIMESTAMP)", "Date");
        yield return Shape.Same(PlanType.Time, "({0} + {1})", "Time", "shift");
        yield return Shape.Same(PlanType.Time, "({0} - {1})", "Time", "shift");
        yield return new(PlanType.Time, "timestamp_seconds({0})", "make_timestamp({0} * 1000000)", "Few");
        yield return new(PlanType.Time, "to_timestamp({0}, 'yyyy-MM-dd HH:mm:ss')",
            "CASE WHEN regexp_full_match({0}, '[0-9]{{4}}-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]') THEN TRY_CAST({0} AS "
                + "TIMESTAMP) END", "Text");
        yield return new(PlanType.Date, "CAST({0} AS DATE)",
            "CASE WHEN regexp_full_match({0}, '[0-9]{{4}}-[0-9][0-9]-[0-9][0-9]') THEN TRY_CAST({0} AS DATE) END", "timetext");
        yield return new(PlanType.Time, "CAST({0} AS TIMESTAMP)", "TRY_CAST({0} AS TIMESTAMP)", "timetext");
        yield return new(PlanType.Date, "make_date({0}, {1}, {2})", "TRY_CAST(printf('%04d-%02d-%02d', {0}, {1}, {2}) AS DATE)", "year",
            "n", "place");
        yield return new(PlanType.Time, "timestamp_micros({0})", "make_timestamp({0})", "Few");
    }

    private static IEnumerable<Shape> Decimals() =>
    [
        new(PlanType.Money, "CAST({0} + {1} AS DECIMAL(12,2))", "money({0} + {1})", "Money", "Money"),
        new(PlanType.Money, "CAST({0} - {1} AS DECIMAL(12,2))", "money({0} - {1})", "Money", "Money"),
        new(PlanType.Money, "CAST({0} * {1} AS DECIMAL(12,2))", "money({0} * {1})", "Money", "Money"),
        new(PlanType.Money, "CAST({0} % {1} AS DECIMAL(12,2))", "CASE WHEN {1} = 0 THEN NULL ELSE {0} % {1} END", "Money", "Money"),
        new(PlanType.Money, "CAST(round({0}, 1) AS DECIMAL(12,2))", "money(round({0}, 1))", "Money"),
        new(PlanType.Money, "CAST(ceil({0}) AS DECIMAL(12,2))", "money(ceil({0}))", "Money"),
        new(PlanType.Money, "CAST(floor({0}) AS DECIMAL(12,2))", "money(floor({0}))", "Money"),
        Shape.Same(PlanType.Money, "(- {0})", "Money"),
        Shape.Same(PlanType.Money, "abs({0})", "Money"),
        Shape.Same(PlanType.Money, "CAST({0} AS DECIMAL(12,2))", "Few"),
        new(PlanType.Money, "CAST({0} AS DECIMAL(12,2))", "CAST({0} AS DECIMAL(12,2))", "Int"),
        Shape.Same(PlanType.Double, "CAST({0} AS DOUBLE)", "Money"),
        Shape.Same(PlanType.Text, "CAST({0} AS STRING)", "Money"),
        new(PlanType.Long, "CAST({0} AS BIGINT)", "CAST(trunc({0}) AS BIGINT)", "Money"),
        Shape.Same(PlanType.Bool, "({0} < {1})", "Money", "Few"),
        Shape.Same(PlanType.Bool, "({0} = {1})", "Money", "Int"),
        Shape.Same(PlanType.Bool, "({0} >= {1})", "Money", "Tame"),
    ];

    private static IEnumerable<Shape> Choices()
    {
        foreach (PlanType type in Enum.GetValues<PlanType>().Where(type => type != PlanType.Loose))
        {
            string name = type.ToString();
            yield return Shape.Same(type, "CASE WHEN {0} THEN {1} ELSE {2} END", "Bool", name, name);
            yield return Shape.Same(type, "CASE WHEN {0} THEN {1} WHEN {2} THEN {3} END", "Bool", name, "Bool", name);
            yield return Shape.Same(type, "coalesce({0}, {1})", name, name);
            yield return Shape.Same(type, "nullif({0}, {1})", name, name);
            yield return Shape.Same(type, "if({0}, {1}, {2})", "Bool", name, name);
            yield return Shape.Same(type, "greatest({0}, {1}, {2})", name, name, name);
            yield return Shape.Same(type, "least({0}, {1})", name, name);
            yield return new(type, "nvl2({0}, {1}, {2})", "CASE WHEN {0} IS NOT NULL THEN {1} ELSE {2} END", "Text", name, name);
            yield return Shape.Same(type, "CASE {0} WHEN {1} THEN {2} ELSE {3} END", "Int", "Int", name, name);
        }
    }
}
