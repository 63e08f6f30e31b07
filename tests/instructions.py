#!/usr/bin/env python3
"""Work grows with the length of a page, whatever an author makes long: counted in instructions, so that no clock decides.

    tests/instructions.py [CONSTRUCT ...]

Needs target/release/taben (or BIN) and valgrind.  Each construct is converted with N, 2N and 4N parts; what a page of one letter
takes is taken off.  Twice the parts may take 2.2 times the instructions: a look-up that goes through all parts takes four.
tests/growth.rs counts the bytes that are asked of the allocator, which a search does not ask for.
"""
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile

BIN = os.environ.get("BIN", "target/release/taben")
#: How many parts the shortest page has.
N = 250
#: How much more twice the parts may take.
RATIO = 2.2
#: What is not looked at: so little is not worth a search.
FLOOR = 1_000_000

join = "".join

#: What an author can make as long as he likes.  Names that begin with `md` are Markdown.
CONSTRUCTS = {
    "attributes span": lambda n: '<span '+join(f'a{i}=x ' for i in range(n))+'>x</span>',
    "data attributes span": lambda n: '<span '+join(f'data-a{i}=x ' for i in range(n))+'>x</span>',
    "attributes table": lambda n: '{| '+join(f'data-a{i}=x ' for i in range(n))+'\n| x\n|}',
    "attributes cell": lambda n: '{|\n| '+join(f'data-a{i}=x ' for i in range(n))+'| x\n|}',
    "attributes ref": lambda n: '<ref '+join(f'a{i}=x ' for i in range(n))+'>x</ref>',
    "attributes gallery": lambda n: '<gallery '+join(f'a{i}=x ' for i in range(n))+'>\nA.jpg\n</gallery>',
    "attributes tag": lambda n: '{{#tag:span|x'+join(f'|a{i}=x' for i in range(n))+'}}',
    "attributes tag ref": lambda n: '{{#tag:ref|x'+join(f'|a{i}=x' for i in range(n))+'}}',
    "style": lambda n: '<span style="'+join(f'color:red;' for i in range(n))+'">x</span>',
    "style custom": lambda n: '<span style="'+join(f'--a{i}:red;' for i in range(n))+'">x</span>',
    "classes": lambda n: '<span class="'+join(f'a{i} ' for i in range(n))+'">x</span>',
    "categories": lambda n: join(f'[[Category:C{i}]]' for i in range(n)),
    "categories sort": lambda n: join(f'[[Category:C{i}|k{i}]]' for i in range(n)),
    "languages": lambda n: join(f'[[en:C{i}]]' for i in range(n)),
    "links": lambda n: join(f'[[C{i}]]' for i in range(n)),
    "files": lambda n: join(f'[[File:C{i}.jpg]]' for i in range(n)),
    "file params": lambda n: '[[File:A.jpg'+join(f'|p{i}' for i in range(n))+']]',
    "gallery": lambda n: '<gallery>\n'+join(f'A{i}.jpg|x\n' for i in range(n))+'</gallery>',
    "gallery params": lambda n: '<gallery>\nA.jpg'+join(f'|p{i}' for i in range(n))+'\n</gallery>',
    "imagemap": lambda n: '<imagemap>\nFile:A.jpg|x\n'+join(f'rect 0 0 {i} {i} [[A{i}]]\n' for i in range(n))+'</imagemap>',
    "headings": lambda n: join(f'== h ==\n' for i in range(n)),
    "headings different": lambda n: join(f'== h{i} ==\n' for i in range(n)),
    "headings tricky": lambda n: join(f'== h ==\n== h_{i+2} ==\n' for i in range(n)),
    "refs named": lambda n: join(f'<ref name=a{i}>x{i}</ref>' for i in range(n))+'<references/>',
    "refs same": lambda n: '<ref name=a>x</ref>'+join(f'<ref name=a/>' for i in range(n))+'<references/>',
    "refs dup": lambda n: join(f'<ref name=a>x{i}</ref>' for i in range(n))+'<references/>',
    "ref groups": lambda n: join(f'<ref group=g{i}>x</ref>' for i in range(n)),
    "ref lists": lambda n: join(f'<ref>x</ref><references/>' for i in range(n)),
    "refs same name lists": lambda n: join(f'<ref name=a>x</ref><references/>' for i in range(n)),
    "ldr": lambda n: join(f'<ref name=a{i}/>' for i in range(n))+'<references>'+join(f'<ref name=a{i}>x</ref>' for i in range(n))+'</references>',
    "cites": lambda n: join('<ref>{{cite web|title=t%d|url=http://a.b/%d}}</ref>'%(i,i) for i in range(n)),
    "cite params": lambda n: '{{cite web|title=t'+join(f'|p{i}=x' for i in range(n))+'}}',
    "cite authors": lambda n: '{{cite web|title=t'+join(f'|last{i}=x|first{i}=y' for i in range(1,n))+'}}',
    "args unused": lambda n: '{{T1'+join(f'|p{i}=x' for i in range(n))+'}}',
    "args used": lambda n: '{{T2'+join(f'|p{i}=x' for i in range(n))+'}}',
    "args numbered": lambda n: '{{T3'+join('|x' for i in range(n))+'}}',
    "switch": lambda n: '{{#switch:zz'+join(f'|p{i}=x' for i in range(n))+'}}',
    "switch many": lambda n: join('{{#switch:b|a=1|b=2}}' for i in range(n)),
    "ifexist": lambda n: join('{{#ifexist:P%d|a|b}}'%i for i in range(n)),
    "noteta": lambda n: '{{NoteTA'+join(f'|zh-cn:甲{i};zh-tw:乙{i}' for i in range(n))+'}}甲1',
    "noteta named": lambda n: '{{NoteTA'+join(f'|{i}=zh-cn:甲{i};zh-tw:乙{i}' for i in range(1,n))+'}}甲1',
    "noteta groups": lambda n: '{{NoteTA'+join(f'|G{i}=IT' for i in range(1,n))+'}}甲1',
    "rules": lambda n: join('-{H|zh-cn:甲%d;zh-tw:乙%d}-'%(i,i) for i in range(n))+'甲1',
    "rules one way": lambda n: '-{H|'+join('甲%d=>zh-cn:乙%d;'%(i,i) for i in range(n))+'}-甲1',
    "rules same": lambda n: join('-{H|zh-cn:甲;zh-tw:乙%d}-'%(i) for i in range(n))+'甲1',
    "rule long": lambda n: '-{'+join('zh-cn:甲%d;'%i for i in range(n))+'}-',
    "marks": lambda n: join('-{zh-cn:甲%d;zh-tw:乙%d}-'%(i,i) for i in range(n)),
    "templatestyles": lambda n: join('<templatestyles src="A%d.css"/>'%i for i in range(n)),
    "indicators": lambda n: join('<indicator name=a%d>x</indicator>'%i for i in range(n)),
    "defaultsort": lambda n: join('{{DEFAULTSORT:a%d}}'%i for i in range(n)),
    "displaytitle": lambda n: join('{{DISPLAYTITLE:a%d}}'%i for i in range(n)),
    "table rows": lambda n: '{|\n'+join('|-\n| a || b\n' for i in range(n))+'|}',
    "table cells": lambda n: '{|\n|'+join('a||' for i in range(n))+'\n|}',
    "table cols": lambda n: '{|\n|-\n|'+join('a||' for i in range(n))+'\n|-\n|'+join('a||' for i in range(n))+'\n|}',
    "rowspans": lambda n: '{|\n'+join('|-\n| rowspan=1000 | a\n' for i in range(n))+'|}',
    "formatting": lambda n: join('<b><i><u><s>' for i in range(n)),
    "formatting attrs": lambda n: join('<font color=a%d>'%i for i in range(n)),
    "formatting p": lambda n: join('<b a=%d>\n\n'%i for i in range(n)),
    "misnest": lambda n: join('<b><i></b></i>' for i in range(n)),
    "fonts div": lambda n: join('<font size=%d><div></font></div>'%(i%9) for i in range(n)),
    "sections": lambda n: join('<section begin=a%d/>x<section end=a%d/>'%(i,i) for i in range(n)),
    "poem": lambda n: '<poem>\n'+join('a\n' for i in range(n))+'</poem>',
    "dl": lambda n: join(';a:b\n' for i in range(n)),
    "deep list": lambda n: '*'*n+'a',
    "sfn": lambda n: join('{{sfn|A|2000|p=%d}}'%i for i in range(n)),
    "math": lambda n: join('<math>x_{%d}</math>'%i for i in range(n)),
    "free links": lambda n: join('http://a.b/%d '%i for i in range(n)),
    "externals": lambda n: join('[http://a.b/%d]'%i for i in range(n)),
    "anchors": lambda n: join('<span id=a>x</span>' for i in range(n)),
    "anchors different": lambda n: join('<span id=a%d>x</span>'%i for i in range(n)),
    "redirect": lambda n: '#REDIRECT [[A]]\n'+join('[[Category:C%d]]'%i for i in range(n)),
    "md html attrs": lambda n: '<div '+join(f'data-a{i}="x" ' for i in range(n))+'>x</div>\n',
    "md notes": lambda n: join(f'a[^n{i}] ' for i in range(n))+'\n\n'+join(f'[^n{i}]: x\n\n' for i in range(n)),
    "md headings": lambda n: join(f'# a\n\n' for i in range(n)),
    "md table": lambda n: '|'+join('a|' for i in range(n))+'\n|'+join('-|' for i in range(n))+'\n|'+join('a|' for i in range(n))+'\n',
    "md front": lambda n: '+++\ncategories = ['+join(f'"c{i}",' for i in range(n))+']\n+++\n\na\n',
    "md links": lambda n: join(f'[a{i}](b{i}) ' for i in range(n)),
    "md refs": lambda n: join(f'[a{i}] ' for i in range(n))+'\n\n'+join(f'[a{i}]: b{i}\n' for i in range(n)),
}

#: Templates that the pages use.
TEMPLATES = {
    "T1": lambda n: "x",
    "T2": lambda n: join("{{{p%d|}}}" % i for i in range(n)),
    "T3": lambda n: join("{{{%d|}}}" % i for i in range(1, n)),
}


def instructions(name, text, n):
    """How many instructions converting a page takes."""
    with tempfile.TemporaryDirectory() as folder:
        for template, write in TEMPLATES.items():
            with open(f"{folder}/Template%3A{template}.wiki", "w", encoding="utf-8") as file:
                file.write(write(n))
        page = f"{folder}/x.{'md' if name.startswith('md ') else 'wiki'}"
        with open(page, "w", encoding="utf-8") as file:
            file.write(text)
        command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", BIN, "convert", page]
        command += ["--to", "html", "--variant", "zh-tw", "--pages", folder]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        found = re.search(rb"Collected : (\d+)", done.stderr)
        if not found:
            raise SystemExit(f"{name}: valgrind gave no count:\n{done.stderr.decode(errors='replace')[-2000:]}")
        return int(found.group(1))


def measure(name):
    """The instructions of a construct beyond those of an empty page, for N, 2N and 4N parts."""
    counts = []
    for times in (1, 2, 4):
        n = N * times
        counts.append(max(instructions(name, CONSTRUCTS[name](n), n) - instructions(name, "x", n), 0))
    return name, counts


def main():
    wanted = sys.argv[1:] or list(CONSTRUCTS)
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, counts in pool.map(measure, wanted):
            ratios = [after / max(before, FLOOR) for before, after in zip(counts, counts[1:])]
            worse = any(ratio > RATIO for ratio in ratios)
            bad += worse
            print(f"{name:24} {counts[0]:>12,} {counts[1]:>12,} {counts[2]:>12,}  {ratios[0]:.2f} {ratios[1]:.2f} {'TOO MUCH' if worse else ''}")
    print(f"{len(wanted)} constructs, {bad} grow too fast")
    sys.exit(1 if bad else 0)


main()
